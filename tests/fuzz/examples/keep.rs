//! Prints files as lines of the corpus: `cargo run --example keep -- file… >> corpus/body.txt`.

use std::{env, fs, io};

use psp_errors_fuzz::seeds::quoted;

fn main() -> io::Result<()> {
    for file in env::args().skip(1) {
        println!("{}", quoted(&fs::read(file)?));
    }
    Ok(())
}
