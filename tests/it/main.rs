//! The one integration binary: every feature through the real program, and the rules of the house.

mod house_rules;
