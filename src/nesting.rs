//! The open containers of a JSON text, without recursion.

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    Object,
    Array,
}

impl Container {
    pub(crate) const fn closing(self) -> u8 {
        match self {
            Self::Object => b'}',
            Self::Array => b']',
        }
    }
}

/// The open containers, one bit each: 10 000 levels cost 1 250 bytes and no stack frame.
#[derive(Default)]
pub(crate) struct Nesting {
    /// The innermost up to 64 containers, the innermost in the lowest bit; 1 is an object.
    bits: u64,
    depth: usize,
    /// The ones further out, 64 a word.
    outer: Vec<u64>,
    /// The innermost one awaits its first value.
    pub(crate) just_opened: bool,
}

impl Nesting {
    pub(crate) fn push(&mut self, container: Container) {
        if self.depth > 0 && self.depth.is_multiple_of(64) {
            self.outer.push(self.bits);
        }
        self.bits = self.bits << 1 | u64::from(container == Container::Object);
        self.depth += 1;
        self.just_opened = true;
    }

    pub(crate) fn pop(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.bits >>= 1;
        if self.depth.is_multiple_of(64)
            && let Some(bits) = self.outer.pop()
        {
            self.bits = bits;
        }
    }

    pub(crate) fn innermost(&self) -> Option<Container> {
        match (self.depth, self.bits & 1) {
            (0, _) => None,
            (_, 1) => Some(Container::Object),
            _ => Some(Container::Array),
        }
    }
}
