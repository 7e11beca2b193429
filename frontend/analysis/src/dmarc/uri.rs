//! Lists of report addresses (RFC 9989 §4.6 and §4.8, `dmarc-urilist`).

use super::{DmarcDefect, ReportUri};
use crate::syntax::{BadUri, DefectKind, Defects, Field, Span};
use crate::tls_rpt;

/// The addresses between the commas, as far as they are valid.
pub(super) fn read_list(text: &str, field: &Field<'_>, defects: &mut Defects) -> Vec<ReportUri> {
    let list = field.value.unwrap_or_default();
    let mut start = field.value_span.start;
    let mut addresses = Vec::new();
    for part in list.split(',') {
        let span = Span::new(start, start + part.len());
        start = span.end + 1;
        let mut flaw = |defect, place| defects.flaw(DefectKind::Dmarc { defect }, place);
        match read(text, span.trimmed(text), &mut flaw) {
            Ok(address) => addresses.push(address),
            Err((DmarcDefect::EmptyUri, _)) if list.is_empty() => {
                flaw(DmarcDefect::EmptyUri, field.span);
            }
            Err((defect, place)) => flaw(defect, place),
        }
    }
    addresses
}

fn read(
    text: &str,
    whole: Span,
    flaw: &mut dyn FnMut(DmarcDefect, Span),
) -> Result<ReportUri, (DmarcDefect, Span)> {
    let written = whole.of(text).unwrap_or_default();
    if written.is_empty() {
        // Between two commas there is nothing to underline but the comma that follows, or the one before.
        let end = (whole.start + 1).min(text.len());
        let end = if text.is_char_boundary(end) {
            end
        } else {
            whole.start
        };
        return Err((DmarcDefect::EmptyUri, Span::new(whole.start, end)));
    }
    // RFC 9989 §4.8, `obs-dmarc-uri`: a size may follow, and is ignored.
    let (uri, size) = match written
        .rfind('!')
        .and_then(|at| written.split_at_checked(at))
    {
        Some((uri, size)) if is_size(size) => (uri, Some(size)),
        _ => (written, None),
    };
    let uri = uri.trim_end_matches([' ', '\t']);
    let span = Span::new(whole.start, whole.start + uri.len());
    let bad = |reason| DmarcDefect::BadUri { reason };
    tls_rpt::check_characters(uri).map_err(|(reason, at, length)| {
        let start = span.start + at;
        (bad(reason), Span::new(start, start + length))
    })?;
    let (scheme, rest) = uri.split_once(':').ok_or((DmarcDefect::NoScheme, span))?;
    // RFC 3986 §3.1: a letter first; case does not matter.
    let host = if scheme.eq_ignore_ascii_case("mailto") {
        let host = tls_rpt::mail_domain(rest);
        Some(host.ok_or_else(|| (bad(BadUri::MailAddress), span))?)
    } else if tls_rpt::is_scheme(scheme) && !rest.is_empty() {
        // RFC 9989 §4.7: any valid URI may stand here, and receivers ignore the schemes that they do not know.
        flaw(DmarcDefect::OtherScheme, span);
        None
    } else {
        return Err((DmarcDefect::NoScheme, span));
    };
    if let Some(size) = size {
        let place = Span::new(whole.end - size.len(), whole.end);
        flaw(DmarcDefect::SizeLimit, place);
    }
    Ok(ReportUri {
        uri: uri.to_owned(),
        host,
        span,
    })
}

/// RFC 9989 §4.8, `obs-dmarc-report-size`: `!`, digits, perhaps one of `k`, `m`, `g` and `t`. White space among them is
/// not in the grammar; readers in use do not mind it.
fn is_size(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !matches!(c, ' ' | '\t')).collect();
    let bare = bare.to_ascii_lowercase();
    let Some(number) = bare.strip_prefix('!') else {
        return false;
    };
    let digits = number.strip_suffix(['k', 'm', 'g', 't']).unwrap_or(number);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}
