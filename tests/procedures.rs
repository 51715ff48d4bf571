//! One test for each path below `procedures/` and beside the models of the suite: what `cargo test` lists is what the
//! folders hold.

cauce_testing::paths!("../../procedures", "../../tests/bpmn/models");
