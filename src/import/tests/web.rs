//! Web pages with the choices that they know: article or whole, notes, tables, changes; and what they
//! say of themselves.

use super::*;

fn story(count: usize) -> String {
    (0..count)
        .map(|at| format!("<p>第{at}段：村里的食堂办在鼓楼底下，每天中午供一顿热饭，老人们吃完了坐着说话，说的多是从前的事，也说到孩子们什么时候回来。</p>"))
        .collect()
}

fn page() -> String {
    format!(
        "<html><head><title>食堂的故事 - 某网</title><meta http-equiv=Content-Type content='text/html; charset=gbk'>\
         <meta name=citation_title content='食堂的故事'><meta name=citation_author content='王社工'><meta name=citation_date content='2020/3/1'></head><body>\
         <div class=nav><ul><li><a href=/>首页</a><li><a href=/b>新闻</a></ul></div><div class=article><h1>食堂的故事</h1>{}</div>\
         <div class=sidebar><p><a href=/c>热门文章排行榜一二三</a></p></div><div class=footer>版权所有 转载必究</div></body></html>",
        story(12)
    )
}

#[test]
fn an_article_alone_is_read_where_somebody_asks_and_what_goes_is_said() {
    let page = page();
    let (bytes, _, _) = encoding_rs::GB18030.encode(&page);
    let whole = read("a.html", &bytes, &Options::default()).unwrap();
    assert!(whole.text.as_str().starts_with("首页\n新闻\n食堂的故事"));
    let options = Options { page: WebPage::Article, ..Options::default() };
    let article = read("a.html", &bytes, &options).unwrap();
    assert!(!article.text.as_str().contains("首页") && !article.text.as_str().contains("排行榜"));
    assert_eq!(article.text.as_str().matches("村里的食堂").count(), 12);
    assert_eq!(article.title, "食堂的故事");
    assert_eq!((article.bibliography.year.as_str(), article.bibliography.authors.len()), ("2020", 1));
    let said = article.record.findings.iter().find(|finding| finding.id == "import.finding.article").unwrap();
    let value = |name: &str| said.args.iter().find(|(key, _)| key == name).unwrap().1.clone();
    let (count, share): (usize, usize) = (value("count").parse().unwrap(), value("share").parse().unwrap());
    assert!((18..60).contains(&count) && (1..8).contains(&share), "{count} {share}");
    assert!(value("quotes").contains("热门文章排行榜一二三"), "{}", value("quotes"));
}

#[test]
fn a_page_without_an_article_is_read_whole_and_that_is_said() {
    let options = Options { page: WebPage::Article, ..Options::default() };
    let bare = read("a.html", "<html><body></body>字</html>".as_bytes(), &options).unwrap();
    assert_eq!(bare.text.as_str(), "字");
    let deep = format!("{}{}", "<div>".repeat(500), story(3));
    let imported = read("a.html", deep.as_bytes(), &options).unwrap();
    assert_eq!(imported.text.as_str().lines().count(), 3);
    assert_eq!(finding_ids(&imported), ["import.finding.no_article"]);
}

#[test]
fn choices_hold_for_pages_and_markdown() {
    let page = "<p>甲<del>旧</del><ins>新</ins><a role=doc-noteref href=#f>1</a></p><table><tr><td>表</td></tr></table><p>乙</p>\
        <section><ol><li id=f>注<a role=doc-backlink href=#r>↩︎</a></ol></section>";
    let read_as = |name: &str, text: &str, options: Options| {
        read(name, text.as_bytes(), &options).unwrap().text.as_str().to_owned()
    };
    assert_eq!(read_as("a.html", page, Options::default()), "甲新[^1]\n表\n乙\n[^1] 注");
    let other = Options { notes: Notes::Inline, tables: Tables::Off, tracked: Tracked::Rejected, ..Options::default() };
    assert_eq!(read_as("a.html", page, other.clone()), "甲旧〔注〕\n乙");
    let off = Options { notes: Notes::Off, ..Options::default() };
    assert_eq!(read_as("a.html", page, off.clone()), "甲新\n表\n乙");
    let markdown = "甲[^a]。\n\n| 村 | 人 |\n|---|---|\n| 一 | 二 |\n\n[^a]: 注**文**。\n\n乙[^没有]。\n";
    assert_eq!(read_as("a.md", markdown, other), "甲〔注文。〕。\n乙[^没有]。");
    assert_eq!(read_as("a.md", markdown, off), "甲。\n村\t人\n一\t二\n乙[^没有]。");
}

#[test]
fn numbers_of_lists_stand_with_their_paragraphs() {
    let page = "<ol type=a start=3><li><p>丙</p><p>又</p><li><ul><li>点</ul><li></ol><ol><li><table><tr><td>表</ol>";
    assert_eq!(text("a.html", page.as_bytes()), "c. 丙\n又\n点\n1. 表");
}

#[test]
fn a_script_that_names_an_encoding_does_not_name_that_of_the_page() {
    let page = "<html><script src=a.js charset=utf-8></script><meta charset=big5><p>村裡的老人說飯菜好。</p></html>";
    let (bytes, _, _) = encoding_rs::BIG5.encode(page);
    let imported = read("a.html", &bytes, &Options::default()).unwrap();
    assert_eq!(imported.record.encoding.as_deref(), Some("Big5"));
    assert_eq!(imported.text.as_str(), "村裡的老人說飯菜好。");
}
