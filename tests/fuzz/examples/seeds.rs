//! Writes what fuzzing a target starts from into a folder: `cargo run --example seeds -- body folder`.

use std::path::Path;
use std::{env, fs, io};

use psp_errors_fuzz::seeds::{kept, seeds};

fn main() -> io::Result<()> {
    let [target, folder] = env::args()
        .skip(1)
        .collect::<Vec<_>>()
        .try_into()
        .map_err(|_| io::Error::other("it takes the name of a target and a folder"))?;
    fs::create_dir_all(&folder)?;
    let inputs = seeds(&target)?.into_iter().chain(kept(&target)?);
    for (index, input) in inputs.enumerate() {
        fs::write(Path::new(&folder).join(format!("seed-{index}")), input)?;
    }
    Ok(())
}
