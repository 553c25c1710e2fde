//! A study of two invented interviews, coded by two people, made without a clock.

use tianye::model::{
    Code, CodeChange, CodeId, Coder, CoderId, Coding, CodingId, Colour, CountingMint, Document, DocumentId, Edit, Mint,
    Project, ProjectId, QuoteHash, Rank, Span, Text, Timestamp, apply_all,
};

/// 2024-05-03 08:30 UTC.
const AT: Timestamp = Timestamp(1_714_725_000_000);

struct Study {
    project: Project,
    mint: CountingMint,
}

impl Study {
    fn apply(&mut self, edit: Edit) {
        apply_all(&mut self.project, &[edit]).unwrap();
    }

    fn document(&mut self, title: &str, text: &str) -> DocumentId {
        let id = DocumentId(self.mint.mint());
        self.apply(Edit::AddDocument(Document::of_text(id, title, Text::new(text).unwrap(), AT).into()));
        id
    }

    fn coder(&mut self, name: &str) -> CoderId {
        let id = CoderId(self.mint.mint());
        self.apply(Edit::AddCoder(Coder::named(id, name)));
        id
    }

    fn code(&mut self, name: &str, parent: Option<CodeId>, rank: i64) -> CodeId {
        let id = CodeId(self.mint.mint());
        let mut code = Code::named(id, name, Colour::nth(self.project.codes().len()));
        (code.parent, code.rank) = (parent, Rank(rank));
        self.apply(Edit::AddCode(code));
        id
    }

    fn coding(&mut self, document: DocumentId, code: CodeId, coder: CoderId, quote: &str, memo: Option<&str>) {
        let text = self.project.document(document).unwrap().text.clone();
        let start = text.char_at(text.as_str().find(quote).unwrap()).0;
        let span = Span::new(start, start + quote.chars().count() as u32).unwrap();
        let coding = Coding {
            id: CodingId(self.mint.mint()),
            code,
            coder,
            span,
            at: AT,
            quote: QuoteHash::of(&text, span),
            on: None,
            memo: memo.map(Into::into),
            weight: None,
        };
        self.apply(Edit::AddCoding(document, coding));
    }
}

/// Two documents, four codes of which one is merged into another, two coders, seven codings.
pub fn interviews() -> Project {
    let mut mint = CountingMint::default();
    let mut study = Study { project: Project::new(ProjectId(mint.mint()), "乡村治理访谈", AT), mint };
    let elder = study.document(
        "老人 03",
        "村里换届那年，名单早就定好了。\n后来大家都这么做，谁也不吭声。\n表格一年比一年多，=真正办事的时间反而少了。",
    );
    let worker = study
        .document("社工 01 <第二次>", "上面要什么，我们就填什么。\n评估一到，全员加班。\n*其实*谁都知道是做给人看的。");
    let (first, second) = (study.coder("编码者甲"), study.coder("编码者乙"));
    let trap = study.code("陷阱", None, 0);
    let collusion = study.code("合谋", Some(trap), 0);
    let involution = study.code("内卷化", Some(trap), 1);
    let conniving = study.code("串通", None, 1);
    study.apply(Edit::SetCode(collusion, CodeChange::Definition("双方默许的不合规做法。".into())));
    study.apply(Edit::SetCode(conniving, CodeChange::AliasOf(Some(collusion))));
    study.coding(elder, collusion, first, "名单早就定好了。", Some("“早就定好”：程序走形式"));
    study.coding(elder, conniving, second, "早就定好了。\n后来大家都这么做", None);
    study.coding(elder, involution, first, "=真正办事的时间反而少了", Some("-与文献一致"));
    study.coding(worker, collusion, second, "上面要什么，我们就填什么", None);
    study.coding(worker, involution, first, "评估一到，全员加班。", None);
    study.coding(worker, collusion, first, "谁都知道是做给人看的", None);
    study.coding(worker, trap, second, "*其实*谁都知道", None);
    study.project
}
