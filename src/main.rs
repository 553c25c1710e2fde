//! The program. The window and the commands come with their layers.

fn main() {}
