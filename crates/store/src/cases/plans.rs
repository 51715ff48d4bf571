//! How SQLite goes about each statement of lists, counts and searches: by an index, and never through a whole table.

use super::{
    by_role, dispose, dispose_mail, jobs, list, messages, notices, outbox, schedule, time, timers, work,
};
use crate::sql::{Base as _, Sqlite};

/// Every statement that is asked while cases are listed, searched and counted, and while time passes.
const ASKED: &[&str] = &[
    list::BY_STATE,
    list::BY_CODE,
    list::BY_DEFINITION,
    list::BY_BUSINESS,
    list::BY_THAT_DEADLINE,
    list::BY_DEADLINE,
    list::BY_FACT,
    list::BY_PERSON,
    list::BY_ACTIVITY,
    list::HAS_FACT,
    list::HAS_PERSON,
    list::HAS_ACTIVITY,
    list::ONE_CASE,
    by_role::BY_FREE,
    by_role::BY_TAKEN,
    by_role::HAS_WORK,
    by_role::HAS_EARLIER,
    work::FREE,
    work::TAKEN,
    work::PERSON,
    work::FREE_DUE,
    work::TAKEN_DUE,
    work::PERSON_DUE,
    work::COUNT_FREE_DUE,
    work::COUNT_TAKEN_DUE,
    work::COUNT_PERSON_DUE,
    work::TALLY,
    work::SEATS,
    time::JOBS,
    time::SUBJECTS,
    time::WAITING,
    time::LISTENING,
    dispose::CITED,
    dispose_mail::BESIDE,
    dispose_mail::UNSENT,
    timers::DUE,
    timers::NEXT_DUE,
    jobs::RUN_OUT,
    jobs::FRESH,
    messages::KEPT,
    outbox::OF_CASE,
    outbox::OF_TENANT,
    notices::NOTICES,
    schedule::PROGRESS,
    schedule::NEXT,
];

#[test]
fn every_list_is_read_by_an_index_in_its_order() {
    let base = Sqlite::in_memory().expect("a base");
    base.write(&mut |connection| crate::schema::bring_up(connection)).expect("tables");
    for statement in ASKED {
        let explained: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {statement}").into_boxed_str());
        let mut plan = Vec::new();
        base.read(&mut |connection| {
            plan.clear();
            connection.rows(explained, &[], &mut |row| {
                plan.push(row.text(3)?.to_owned());
                Ok(())
            })
        })
        .expect("a plan");
        let slow = |line: &String| line.contains("SCAN") || line.contains("TEMP B-TREE");
        assert!(!plan.iter().any(slow), "{statement}\n{plan:#?}");
        assert!(plan.iter().any(|line| line.contains("SEARCH")), "{statement}\n{plan:#?}");
    }
}
