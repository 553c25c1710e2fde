//! Codings as CSV: `coder,doc,start_char,end_char,code_path,memo`, code points, end exclusive; an `id` may stand
//! first. This is how data scientists take codings out, and how they bring in what a script has coded.
//!
//! Coming in, a row that cannot be placed is told with its line and the others go in; a coding that is there
//! already is not doubled; nothing of the project is changed or removed.

mod export;
mod import;
mod match_names;

pub use export::{Columns, export};
pub use import::{Plan, import};
pub use match_names::{Match, Names};

use super::sheet::Known;

const ID: Known = Known { name: "id", others: &["coding_id", "编号"] };
const CODER: Known = Known { name: "coder", others: &["编码者", "编码员"] };
const DOCUMENT: Known = Known { name: "doc", others: &["document", "文档", "文件"] };
const START: Known = Known { name: "start_char", others: &["start", "起始", "开始", "起始字符"] };
const END: Known = Known { name: "end_char", others: &["end", "结束", "终止", "结束字符"] };
const CODE: Known = Known { name: "code_path", others: &["code", "path", "代码", "代码路径", "编码"] };
const MEMO: Known = Known { name: "memo", others: &["备忘", "备忘录", "备注"] };
const WEIGHT: Known = Known { name: "weight", others: &["权重"] };
const TIME: Known = Known { name: "time", others: &["coded_at", "编码时间", "时间"] };

#[cfg(test)]
#[path = "codings_tests.rs"]
mod tests;
