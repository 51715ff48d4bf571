//! A path file walked from a program: what happened, and how much of the procedure it covered.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use cauce::path::{PathFile, replay};
use cauce::procedure::{Definitions, Procedure};
use cauce::source::{Language, Source};

const PROCEDURE: &str = include_str!("../procedures/ibague-pro-gs-029/PRO-GS-029.toml");
const PATH: &str = include_str!("../procedures/ibague-pro-gs-029/caminos/04-regresa-7-a-6.toml");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut definitions = Definitions::new();
    definitions.add(Procedure::parse(PROCEDURE)?)?;

    let source = Source::new("04-regresa-7-a-6.toml", PATH);
    let (path, _) = PathFile::parse(&source);
    let replayed = replay(&definitions, &path.ok_or("the path file has errors")?);
    for sentence in &replayed.story {
        println!("{sentence}");
    }
    if !replayed.is_ok() {
        return Err(replayed.render(&source, Language::English).into());
    }
    let coverage = replayed.coverage.ok_or("nothing was walked")?;
    let (activities, answers) = (coverage.activities(), coverage.answers());
    println!("\nactivities {}/{}", activities.walked, activities.all);
    println!("answers    {}/{}", answers.walked, answers.all);
    Ok(())
}
