//! A small study for the tests of this layer, with everything in it that could break a file.

use crate::model::{
    Code, CodeChange, CodeId, Coder, CoderId, Coding, CodingId, Colour, CountingMint, Document, DocumentId, Edit, Mint,
    Project, ProjectId, QuoteHash, Span, Text, Timestamp, apply_all,
};

/// What breaks files that are written carelessly.
pub const HOSTILE: [&str; 10] = [
    "<script>alert(1)</script>",
    "]]><b>",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "nul\0 and \u{FFFE} end",
    "👩‍🌾",
    "\u{202E}abc\u{202C}",
    "a\"b'c&amp;",
    "| a | [b](javascript:x) *c* `d`",
    "# 标题\n    四个空格\n\n- 项",
];

/// 2024-05-03 08:30 UTC.
pub const AT: Timestamp = Timestamp(1_714_725_000_000);

/// A project under construction.
pub struct Sample {
    pub project: Project,
    pub mint: CountingMint,
}

impl Sample {
    pub fn new() -> Self {
        let mut mint = CountingMint::default();
        Self { project: Project::new(ProjectId::new(&mut mint), "乡村治理访谈", AT), mint }
    }

    /// Two transcripts, four codes (one merged), two coders, five codings.
    pub fn study() -> Self {
        let mut sample = Self::new();
        let first = sample
            .document("老人 03", "村里换届那年，名单早就定好了。\n后来大家都这么做，谁也不吭声。\n表格一年比一年多。");
        let second = sample.document("社工 01", "上面要什么，我们就填什么。\n评估一到，全员加班。");
        let (anna, bo) = (sample.coder("编码者甲"), sample.coder("编码者乙"));
        let trap = sample.code("陷阱", None);
        let collusion = sample.code("合谋", Some(trap));
        let involution = sample.code("内卷化", Some(trap));
        let old = sample.code("串通", None);
        sample.apply(vec![
            Edit::SetCode(collusion, CodeChange::Definition("双方默许的不合规做法。".into())),
            Edit::SetCode(old, CodeChange::AliasOf(Some(collusion))),
        ]);
        sample.coding(first, collusion, anna, 7, 15, Some("“早就定好”：程序走形式"));
        sample.coding(first, old, bo, 9, 29, None);
        sample.coding(first, involution, anna, 32, 40, None);
        sample.coding(second, involution, anna, 14, 23, None);
        sample.coding(second, collusion, bo, 0, 12, None);
        sample
    }

    /// Every hostile string as a title, a passage, a code, a memo and a coder.
    pub fn hostile() -> Self {
        let mut sample = Self::new();
        for text in HOSTILE {
            let line = text.replace('\n', " ");
            let document = sample.document(&line, text);
            let code = sample.code(&line, None);
            let coder = sample.coder(&line);
            sample.apply(vec![Edit::SetCode(code, CodeChange::Definition(text.into()))]);
            sample.coding(document, code, coder, 0, text.chars().count() as u32, Some(text));
        }
        sample
    }

    pub fn apply(&mut self, edits: Vec<Edit>) {
        apply_all(&mut self.project, &edits).unwrap();
    }

    pub fn document(&mut self, title: &str, text: &str) -> DocumentId {
        let id = DocumentId(self.mint.mint());
        let mut document = Document::of_text(id, title, Text::new(text).unwrap(), AT);
        document.rank = self.project.next_document_rank();
        self.apply(vec![Edit::AddDocument(document.into())]);
        id
    }

    pub fn coder(&mut self, name: &str) -> CoderId {
        let coder = Coder::named(CoderId(self.mint.mint()), name);
        let id = coder.id;
        self.apply(vec![Edit::AddCoder(coder)]);
        id
    }

    pub fn code(&mut self, name: &str, parent: Option<CodeId>) -> CodeId {
        let mut code = Code::named(CodeId(self.mint.mint()), name, Colour::nth(self.project.codes().len()));
        code.parent = parent;
        code.rank = self.project.next_rank_below(parent);
        let id = code.id;
        self.apply(vec![Edit::AddCode(code)]);
        id
    }

    pub fn coding(
        &mut self,
        document: DocumentId,
        code: CodeId,
        coder: CoderId,
        start: u32,
        end: u32,
        memo: Option<&str>,
    ) {
        let span = Span::new(start, end).unwrap();
        let quote = QuoteHash::of(&self.project.document(document).unwrap().text, span);
        let id = CodingId(self.mint.mint());
        let coding =
            Coding { id, code, coder, span, at: AT, quote, on: None, memo: memo.map(Into::into), weight: None };
        self.apply(vec![Edit::AddCoding(document, coding)]);
    }
}
