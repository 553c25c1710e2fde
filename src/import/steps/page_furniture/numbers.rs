//! Numbers of pages: what one looks like, and which of many rise from page to page.

/// The number of a line that is nothing but a page's number: `12`, `- 12 -`, `第 12 页`, `12 / 30`, `Page 12 of 30`.
pub fn page_number(line: &str) -> Option<u32> {
    let line = line.trim();
    let inner = line.trim_matches(|c: char| matches!(c, '-' | '—' | '–' | '·' | '•' | '|' | '~' | ' '));
    let inner = inner.strip_prefix("Page").or_else(|| inner.strip_prefix("page")).unwrap_or(inner).trim_start();
    let inner = inner.strip_prefix('第').map_or(inner, |rest| rest.trim_start());
    let digits = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = inner.get(..inner.len() - digits.len())?;
    let rest = digits.trim();
    let total = |text: &str| text.trim().trim_end_matches(['页', '頁']).trim().chars().all(|c| c.is_ascii_digit());
    let is_rest = rest.is_empty()
        || matches!(rest, "页" | "頁")
        || rest.strip_prefix('/').is_some_and(total)
        || rest.strip_prefix("of ").is_some_and(total)
        || rest
            .strip_prefix(['页', '頁'])
            .map(|r| r.trim_start_matches([' ', '/', '，', ',']))
            .and_then(|r| r.strip_prefix('共'))
            .is_some_and(total);
    (is_rest && number.len() <= 4).then(|| number.parse().ok()).flatten()
}

/// The numbers that stand in a line, of at most four digits.
pub fn within(line: &str) -> Vec<u32> {
    line.split(|c: char| !c.is_ascii_digit())
        .filter(|run| (1..=4).contains(&run.len()))
        .filter_map(|run| run.parse().ok())
        .collect()
}

/// The longest run of candidates in which each number is a little higher than the one before and
/// stands that many pages below it; at least three. A candidate is a place with its number.
pub fn rising(candidates: &[(usize, u32)], shortest_page: usize) -> Vec<(usize, u32)> {
    let mut best: Vec<(usize, u32)> = Vec::new();
    for start in 0..candidates.len().min(40) {
        let mut chain: Vec<(usize, u32)> = Vec::new();
        for &(at, number) in candidates.iter().skip(start) {
            match chain.last() {
                None => chain.push((at, number)),
                Some(&(last, before)) => {
                    // A page of pictures may have lost its number.
                    let step = number.saturating_sub(before) as usize;
                    if (1..=3).contains(&step) && at >= last + shortest_page * step {
                        chain.push((at, number));
                    }
                }
            }
        }
        let by_one = chain.windows(2).filter(|pair| matches!(pair, [a, b] if b.1 == a.1 + 1)).count();
        if chain.len() >= 3 && by_one * 3 >= (chain.len() - 1) * 2 && chain.len() > best.len() {
            best = chain;
        }
    }
    best
}
