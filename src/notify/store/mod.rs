//! All SQL of this room.

pub(in crate::notify) mod devices;
pub(in crate::notify) mod held;
pub(in crate::notify) mod messages;
pub(in crate::notify) mod notices;
pub(in crate::notify) mod people;
pub(in crate::notify) mod settings;
