//! Interned names: one number for each distinct attribute or variable name of a query.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::value::Sym;

/// The table of names.
#[derive(Debug, Default)]
pub struct Symbols {
    by_name: FxHashMap<Rc<[u8]>, Sym>,
    names: Vec<Rc<[u8]>>,
}

impl Symbols {
    /// The symbol of a name, new or known.
    pub fn intern(&mut self, name: &[u8]) -> Sym {
        if let Some(sym) = self.by_name.get(name) {
            return *sym;
        }
        let name: Rc<[u8]> = name.into();
        let sym = Sym(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        self.names.push(Rc::clone(&name));
        self.by_name.insert(name, sym);
        sym
    }
    /// The symbol of a name, where some attribute or variable has had that name.
    pub fn find(&self, name: &[u8]) -> Option<Sym> {
        self.by_name.get(name).copied()
    }
    /// The bytes of a name.
    pub fn name(&self, sym: Sym) -> &Rc<[u8]> {
        &self.names[sym.index()]
    }
}
