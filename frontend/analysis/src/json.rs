//! Reading JSON into typed values with little code.
//!
//! The code that serde derives for a struct can be fed in two ways: with names and values in any order, or, as binary
//! formats do, with the values alone in the order of declaration. The first needs a loop, a table of names and a
//! waiting place for every field, and was a sixth of the page. So this reads the text into a tree first and then hands
//! every struct its fields in order, each looked up by its name; the compiler leaves the other way out.
//!
//! It reads what `serde_json` reads into the same values, except that a struct is never an array, and that fields
//! which nobody knows are passed over even where the type would refuse them: that is for whoever takes requests.

use std::fmt;

use serde::Deserializer;
use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, EnumAccess, Error, Expected, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde_json::{Map, Value};

/// Reads a whole text. The tree takes some ten times its room in memory: the caller has the cap.
///
/// # Errors
/// It is no JSON, or not of this shape.
pub fn from_slice<T: DeserializeOwned>(json: &[u8]) -> Result<T, ReadError> {
    let tree: Value = serde_json::from_slice(json).map_err(ReadError::custom)?;
    T::deserialize(Node(Some(&tree)))
}

/// Why JSON could not be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError(Box<Complaint>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Complaint {
    /// From the innermost name outwards.
    path: Vec<&'static str>,
    what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    /// A value was wanted where there is none.
    Absent,
    /// A value of another kind stands there.
    OtherKind,
    /// In the words of whoever complains.
    Said(String),
}

impl ReadError {
    fn new(what: What) -> Self {
        let path = Vec::new();
        Self(Box::new(Complaint { path, what }))
    }

    /// The same, met inside of something that has a name. Not inlined: every field of every struct calls it.
    #[inline(never)]
    fn inside(mut self, name: &'static str) -> Self {
        self.0.path.push(name);
        self
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.what {
            What::Absent => f.write_str("something is missing")?,
            What::OtherKind => f.write_str("there is a value of another kind than expected")?,
            What::Said(words) => f.write_str(words)?,
        }
        for (index, name) in self.0.path.iter().enumerate() {
            write!(f, "{}`{name}`", if index == 0 { ", at " } else { " of " })?;
        }
        Ok(())
    }
}

impl std::error::Error for ReadError {}

/// The expectations that serde would name are left out on purpose: they are a text for every type.
impl Error for ReadError {
    #[inline(never)]
    fn custom<T: fmt::Display>(words: T) -> Self {
        Self::new(What::Said(words.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new(What::OtherKind)
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new(What::OtherKind)
    }

    /// This is how the derived code says that a field is missing from the sequence.
    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::new(What::Absent)
    }

    fn unknown_variant(variant: &str, _: &'static [&'static str]) -> Self {
        Self::custom(format_args!("“{variant}” is not known"))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(What::Absent).inside(field)
    }
}

/// A value of the tree, or the place where there is none.
#[derive(Clone, Copy)]
struct Node<'a>(Option<&'a Value>);

impl<'a> Node<'a> {
    #[inline(never)]
    fn misfit(self) -> ReadError {
        ReadError::new(if self.0.is_some() {
            What::OtherKind
        } else {
            What::Absent
        })
    }

    fn number<T>(self, read: fn(&Value) -> Option<T>) -> Result<T, ReadError> {
        self.0.and_then(read).ok_or_else(|| self.misfit())
    }

    fn text(self) -> Result<&'a str, ReadError> {
        self.0.and_then(Value::as_str).ok_or_else(|| self.misfit())
    }

    fn items(self) -> Result<Items<'a>, ReadError> {
        let items = self.0.and_then(Value::as_array);
        items
            .map(|items| Items(items.iter()))
            .ok_or_else(|| self.misfit())
    }

    fn object(self) -> Result<&'a Map<String, Value>, ReadError> {
        let object = self.0.and_then(Value::as_object);
        object.ok_or_else(|| self.misfit())
    }

    /// A variant by its name alone, or by its name with what it holds.
    fn variant(self) -> Result<Variant<'a>, ReadError> {
        if let Some(Value::String(name)) = self.0 {
            let content = Self(None);
            return Ok(Variant { name, content });
        }
        let mut entries = self.object()?.iter();
        match (entries.next(), entries.next()) {
            (Some((name, content)), None) => Ok(Variant {
                name,
                content: Self(Some(content)),
            }),
            _ => Err(self.misfit()),
        }
    }
}

/// Methods for several types of one kind.
macro_rules! each {
    ($($method:ident)+ => |$node:ident, $visitor:ident| $body:expr) => {
        $(fn $method<V: Visitor<'de>>(self, $visitor: V) -> Result<V::Value, ReadError> {
            let $node = self;
            $body
        })+
    };
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.0 {
            None => Err(self.misfit()),
            Some(Value::Null) => visitor.visit_unit(),
            Some(Value::Bool(value)) => visitor.visit_bool(*value),
            Some(Value::Number(number)) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => self.deserialize_f64(visitor),
            },
            Some(Value::String(text)) => visitor.visit_str(text),
            Some(Value::Array(_)) => visitor.visit_seq(self.items()?),
            Some(Value::Object(_)) => self.deserialize_map(visitor),
        }
    }

    each!(deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 => |node, visitor| {
        visitor.visit_u64(node.number(Value::as_u64)?)
    });
    each!(deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 => |node, visitor| {
        visitor.visit_i64(node.number(Value::as_i64)?)
    });
    each!(deserialize_f32 deserialize_f64 => |node, visitor| {
        visitor.visit_f64(node.number(Value::as_f64)?)
    });
    each!(deserialize_bool => |node, visitor| visitor.visit_bool(node.number(Value::as_bool)?));
    each!(deserialize_char deserialize_str deserialize_string deserialize_identifier => |node, visitor| {
        visitor.visit_str(node.text()?)
    });
    each!(deserialize_seq => |node, visitor| visitor.visit_seq(node.items()?));
    each!(deserialize_map => |node, visitor| {
        visitor.visit_map(Entries { left: node.object()?.iter(), value: Node(None) })
    });
    each!(deserialize_option => |node, visitor| match node.0 {
        None | Some(Value::Null) => visitor.visit_none(),
        Some(_) => visitor.visit_some(node),
    });
    each!(deserialize_bytes deserialize_byte_buf deserialize_unit => |node, visitor| {
        node.deserialize_any(visitor)
    });
    each!(deserialize_ignored_any => |_node, visitor| visitor.visit_unit());

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        let mut fields = Fields {
            left: fields,
            object: self.object()?,
            missing: None,
        };
        visitor
            .visit_seq(&mut fields)
            .map_err(|error| fields.named(error))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_enum(self.variant()?)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_any(visitor)
    }
}

/// The items of an array.
struct Items<'a>(std::slice::Iter<'a, Value>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ReadError> {
        let next = self.0.next();
        next.map(|item| seed.deserialize(Node(Some(item))))
            .transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The values of an object in the order in which a struct declares them.
struct Fields<'a> {
    left: &'static [&'static str],
    object: &'a Map<String, Value>,
    /// The last of those that are not there.
    missing: Option<&'static str>,
}

impl Fields<'_> {
    /// What an error in a field comes to: nothing if the field is not there, since the struct may have a default for it.
    #[inline(never)]
    fn failed(
        &mut self,
        name: &'static str,
        node: Node<'_>,
        error: ReadError,
    ) -> Result<(), ReadError> {
        if node.0.is_none() {
            self.missing = Some(name);
            return Ok(());
        }
        Err(error.inside(name))
    }

    #[inline(never)]
    fn named(&self, error: ReadError) -> ReadError {
        match self.missing {
            Some(name) if error.0.path.is_empty() && error.0.what == What::Absent => {
                error.inside(name)
            }
            _ => error,
        }
    }
}

impl<'de> SeqAccess<'de> for Fields<'de> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, ReadError> {
        let Some((name, left)) = self.left.split_first() else {
            return Ok(None);
        };
        self.left = left;
        let node = Node(self.object.get(*name));
        match seed.deserialize(node) {
            Ok(value) => Ok(Some(value)),
            Err(error) => self.failed(name, node, error).map(|()| None),
        }
    }
}

/// The entries of an object whose names are values, too.
struct Entries<'a> {
    left: serde_json::map::Iter<'a>,
    value: Node<'a>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ReadError> {
        let Some((name, value)) = self.left.next() else {
            return Ok(None);
        };
        self.value = Node(Some(value));
        seed.deserialize(StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        seed.deserialize(self.value)
    }
}

/// A variant of an enum with what it holds.
struct Variant<'a> {
    name: &'a str,
    content: Node<'a>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = ReadError;
    type Variant = Node<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Node<'de>), ReadError> {
        let variant = seed.deserialize(StrDeserializer::new(self.name))?;
        Ok((variant, self.content))
    }
}

impl<'de> VariantAccess<'de> for Node<'de> {
    type Error = ReadError;

    fn unit_variant(self) -> Result<(), ReadError> {
        match self.0 {
            None | Some(Value::Null) => Ok(()),
            Some(_) => Err(self.misfit()),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, ReadError> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_struct("", fields, visitor)
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
