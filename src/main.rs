//! The program: hands its arguments to the front door and exits with its code.

fn main() -> std::process::ExitCode {
    shopbell::cli::run()
}
