//! Puts the pieces of a query together as a tree: OR of AND of NOT of NEAR of terms.

use super::super::query::{Filter, Mistake, Near, Node, QueryError, Term};
use super::DEEPEST;
use super::lexer::{Kind, Piece};

/// `end` is the length of the query.
pub(super) fn parse(pieces: &[Piece], end: u32) -> Result<Node, QueryError> {
    let mut parser = Parser { pieces, at: 0, depth: 0, end };
    let root = parser.any()?;
    match parser.peek() {
        None => Ok(root),
        Some(piece) => Err(QueryError { kind: Mistake::StrayBracket, at: piece.at.clone() }),
    }
}

struct Parser<'a> {
    pieces: &'a [Piece],
    at: usize,
    depth: usize,
    end: u32,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Piece> {
        self.pieces.get(self.at)
    }

    fn any(&mut self) -> Result<Node, QueryError> {
        let mut parts = vec![self.all()?];
        while let Some(Piece { kind: Kind::Or(_), .. }) = self.peek() {
            self.at += 1;
            parts.push(self.all()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::Any(parts) })
    }

    fn all(&mut self) -> Result<Node, QueryError> {
        let mut parts = vec![self.not()?];
        loop {
            match self.peek().map(|piece| &piece.kind) {
                None | Some(Kind::Or(_) | Kind::Close) => break,
                Some(Kind::And(_)) => {
                    self.at += 1;
                    parts.push(self.not()?);
                }
                Some(_) => parts.push(self.not()?),
            }
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::All(parts) })
    }

    fn not(&mut self) -> Result<Node, QueryError> {
        let Some(Piece { kind: Kind::Not(_), at }) = self.peek() else { return self.near() };
        self.at += 1;
        if self.depth >= DEEPEST {
            return Err(QueryError { kind: Mistake::TooDeep, at: at.clone() });
        }
        self.depth += 1;
        let part = self.not()?;
        self.depth -= 1;
        Ok(Node::Not(Box::new(part)))
    }

    fn near(&mut self) -> Result<Node, QueryError> {
        let mut node = self.one()?;
        let mut count = 0;
        while let Some(Piece { kind: Kind::Near(_, order, reach), at }) = self.peek() {
            self.at += 1;
            count += 1;
            if count > DEEPEST {
                return Err(QueryError { kind: Mistake::TooDeep, at: at.clone() });
            }
            check_operand(&node)?;
            if let Some(Piece { kind: Kind::Not(_), at }) = self.peek() {
                return Err(QueryError { kind: Mistake::NearOperand, at: at.clone() });
            }
            let right = self.one()?;
            check_operand(&right)?;
            let (left, right) = (Box::new(node), Box::new(right));
            node = Node::Near(Near { left, right, order: *order, reach: *reach, at: at.clone() });
        }
        Ok(node)
    }

    /// A term, a filter, or something in brackets.
    fn one(&mut self) -> Result<Node, QueryError> {
        let Some(piece) = self.peek() else { return Err(self.missing()) };
        self.at += 1;
        let at = piece.at.clone();
        match &piece.kind {
            Kind::Term(text, wording) => Ok(Node::Term(Term { text: text.clone(), wording: *wording, at })),
            Kind::Filter(field, value) => Ok(Node::Filter(Filter { field: *field, value: value.clone(), at })),
            Kind::Open => {
                if self.depth >= DEEPEST {
                    return Err(QueryError { kind: Mistake::TooDeep, at });
                }
                match self.peek() {
                    Some(Piece { kind: Kind::Close, at: end }) => {
                        return Err(QueryError { kind: Mistake::Nothing, at: at.start..end.end });
                    }
                    None => return Err(QueryError { kind: Mistake::OpenBracket, at: at.start..self.end }),
                    Some(_) => {}
                }
                self.depth += 1;
                let inside = self.any()?;
                self.depth -= 1;
                match self.peek() {
                    Some(Piece { kind: Kind::Close, .. }) => {
                        self.at += 1;
                        Ok(inside)
                    }
                    _ => Err(QueryError { kind: Mistake::OpenBracket, at: at.start..self.end }),
                }
            }
            Kind::Close if self.depth == 0 && self.at == 1 => Err(QueryError { kind: Mistake::StrayBracket, at }),
            Kind::And(word) | Kind::Or(word) | Kind::Not(word) | Kind::Near(word, ..) => {
                Err(QueryError { kind: Mistake::Operand(word.clone()), at })
            }
            Kind::Close => {
                self.at -= 1;
                Err(self.missing())
            }
        }
    }

    /// What stands just before the place where something is missing.
    fn missing(&self) -> QueryError {
        match self.at.checked_sub(1).and_then(|at| self.pieces.get(at)) {
            Some(Piece { kind: Kind::And(word) | Kind::Or(word) | Kind::Not(word) | Kind::Near(word, ..), at }) => {
                QueryError { kind: Mistake::Operand(word.clone()), at: at.clone() }
            }
            Some(piece) => QueryError { kind: Mistake::Nothing, at: piece.at.clone() },
            None => QueryError { kind: Mistake::Empty, at: 0..self.end },
        }
    }
}

/// Places can be near each other; a document that does not hold something, or a filter, stands nowhere.
fn check_operand(node: &Node) -> Result<(), QueryError> {
    match node {
        Node::Term(_) | Node::Near(_) => Ok(()),
        Node::Any(parts) => parts.iter().try_for_each(check_operand),
        Node::All(_) | Node::Not(_) | Node::Filter(_) => Err(QueryError { kind: Mistake::NearOperand, at: node.at() }),
    }
}
