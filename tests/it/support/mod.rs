//! What the tests stand on: stand-ins for the outside world.

pub mod bedrock;
pub mod model_server;
