//! The tokens of Nix, as far as the grammar tells them apart.

/// A token, or the opening of one that the grammar must continue (strings, paths).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    Ident,
    Number,
    /// `<nixpkgs>`
    SearchPath,
    Uri,
    /// The first literal part of a path; [`Lexer::path_part`] gives what follows.
    Path,
    /// `"`; [`Lexer::string_part`] gives what follows.
    Quote,
    /// `''`; [`Lexer::indented_part`] gives what follows.
    IndentedQuote,
    If,
    Then,
    Else,
    Assert,
    With,
    Let,
    In,
    Rec,
    Inherit,
    Or,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    DollarBrace,
    Dot,
    Ellipsis,
    Comma,
    Colon,
    Semicolon,
    At,
    Assign,
    Question,
    Minus,
    Not,
    /// `+ * / ++`: operators that bind tighter than `!`.
    Tight,
    /// `//`
    Update,
    /// `< > <= >=`
    Compare,
    /// `== !=`
    Equal,
    /// `&& || -> |> <|`
    Loose,
    /// `0.` before something that is no digit: rnix takes the dot into the number, Nix does not.
    ZeroDot,
    Invalid,
    End,
}

impl Token {
    /// Whether an operand starts with it (prefixes aside).
    pub fn starts_simple(self) -> bool {
        matches!(
            self,
            Token::Ident
                | Token::Number
                | Token::SearchPath
                | Token::Uri
                | Token::Quote
                | Token::IndentedQuote
                | Token::Path
                | Token::LeftParen
                | Token::LeftBracket
                | Token::LeftBrace
                | Token::Rec
                | Token::Let
                | Token::ZeroDot
        )
    }

    /// Whether it stands between two operands.
    pub fn is_operator(self) -> bool {
        use Token::{Compare, Equal, Loose, Minus, Tight, Update};
        matches!(self, Minus | Tight | Update | Compare | Equal | Loose)
    }

    /// The keyword that `word` is.
    pub fn keyword(word: &[u8]) -> Option<Self> {
        Some(match word {
            b"if" => Self::If,
            b"then" => Self::Then,
            b"else" => Self::Else,
            b"assert" => Self::Assert,
            b"with" => Self::With,
            b"let" => Self::Let,
            b"in" => Self::In,
            b"rec" => Self::Rec,
            b"inherit" => Self::Inherit,
            b"or" => Self::Or,
            _ => return None,
        })
    }
}
