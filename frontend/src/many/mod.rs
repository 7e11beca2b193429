//! Many domains in one run: the list, the queue, what is kept of each, and the table of it. All but [`run`] is pure.

pub(crate) mod export;
pub(crate) mod keep;
pub(crate) mod list;
pub(crate) mod pool;
pub(crate) mod queue;
pub(crate) mod row;
pub(crate) mod run;
pub(crate) mod summary;
pub(crate) mod table;
