//! Jobs: one worker at a time, again after the lease, and the answer of who came too late.

use std::time::Duration;

use cauce::clock::ManualClock;
use cauce::command::{Actor, Resolution, Start};
use cauce::data::Value;
use cauce::rejection::Rejection;
use cauce::source::Language;
use cauce_store::cases::{Backoff, Cases, CasesError, JobLease, Opening};

use crate::desk::{Place, bases, web};

const CORREO: &str = r#"
formato = 1
idioma  = "es"
procedimiento = { codigo = "CORREO", nombre = "Avisar", autoridad = "jefe" }
rol  = { id = "jefe", nombre = "Jefe" }
dato = [{ id = "para", tipo = "texto" }, { id = "acuse", tipo = "texto", opcional = true }]
evento = { id = "rebota", mientras = "enviar", cuando = { error = "REBOTA" }, va_a = "llamar" }
actividad = [
  { id = "enviar", titulo = "Enviar", trabajo = "correo", entrada = { a = 'para' }, salida = { acuse = 'folio' }, reintentos = 3, sigue = "archivar" },
  { id = "llamar", titulo = "Llamar", sigue = "archivar" },
  { id = "archivar", titulo = "Archivar" },
]
"#;

const MINUTE: Duration = Duration::from_secs(60);

fn opened(base: &Place) -> Cases<ManualClock> {
    let cases = base.again();
    cases.add(CORREO).expect("it can be added");
    cases
}

fn begin(cases: &Cases<ManualClock>, case: &str) {
    let opening = Opening::of("CORREO").data("para", Value::Text(format!("{case}@x").into()));
    cases.open(case, opening, &web()).expect("it begins");
}

fn taken(cases: &Cases<ManualClock>, count: usize, worker: &str) -> Vec<JobLease> {
    let leased = cases.lease("correo", count, 5 * MINUTE, worker).expect("it is asked");
    assert!(leased.behind.is_empty());
    leased.jobs
}

fn keys(jobs: &[JobLease]) -> Vec<&str> {
    jobs.iter().map(|job| &*job.key).collect()
}

fn done(cases: &Cases<ManualClock>, job: &JobLease) -> Result<(), CasesError> {
    cases.complete_job(job, vec![("folio".into(), Value::Text("A-7".into()))]).map(|_| ())
}

#[test]
fn each_job_is_given_to_one_worker_the_oldest_first() {
    for base in bases() {
        let (one, two) = (opened(&base), base.again());
        for case in ["z", "a", "m"] {
            begin(&one, case);
            base.clock().advance(1_000);
        }
        let first = taken(&one, 2, "uno");
        assert_eq!(keys(&first), ["z/1/1", "a/1/1"]);
        assert_eq!(first[0].effect.input, [("a".into(), Value::Text("z@x".into()))]);
        assert_eq!(keys(&taken(&two, 5, "dos")), ["m/1/1"]);
        assert!(taken(&one, 5, "uno").is_empty(), "nobody is given what somebody has");
        done(&one, &first[0]).expect("it has it");
        assert_eq!(&*one.open_items("z").expect("a case")[0].title, "Archivar");
        assert!(one.lease("otro", 5, MINUTE, "uno").expect("nobody knows it").jobs.is_empty());
        assert!(one.astray().expect("it looks").is_none());
    }
}

#[test]
fn what_runs_out_is_offered_again_with_the_same_key_and_the_late_answer_is_refused() {
    for base in bases() {
        let (one, two) = (opened(&base), base.again());
        begin(&one, "a");
        let late = taken(&one, 1, "uno");
        base.clock().advance(299_999);
        assert!(taken(&two, 1, "dos").is_empty());
        base.clock().advance(1);
        let again = taken(&two, 1, "dos");
        assert_eq!(keys(&again), keys(&late));
        let refused = done(&one, &late[0]).expect_err("another has it");
        assert!(matches!(&refused, CasesError::LeaseLost { case } if &**case == "a"), "{refused}");
        assert!(refused.message(Language::Spanish).contains("lo tiene otro"));
        assert!(refused.message(Language::English).contains("another has it"));
        let failed = one.fail_job(&late[0], "cayó", Backoff::None).expect_err("another has it");
        assert!(matches!(failed, CasesError::LeaseLost { .. }), "{failed}");
        assert!(matches!(one.extend(&late[0], MINUTE), Err(CasesError::LeaseLost { .. })));
        assert_eq!(one.records("a").expect("records").len(), 1, "nothing was written");
        done(&two, &again[0]).expect("it has it");
        let over = done(&one, &late[0]).expect_err("it is done");
        assert!(matches!(over, CasesError::Rejected(Rejection::ItemClosed { .. })), "{over}");
    }
}

#[test]
fn who_is_late_while_nobody_else_has_the_job_is_heard() {
    for base in bases() {
        let cases = opened(&base);
        begin(&cases, "a");
        let late = taken(&cases, 1, "uno");
        base.clock().advance(3_600_000);
        done(&base.again(), &late[0]).expect("nobody else has it");
        begin(&cases, "b");
        let kept = taken(&cases, 1, "uno");
        base.clock().advance(240_000);
        let kept = cases.extend(&kept[0], 5 * MINUTE).expect("it has it");
        base.clock().advance(240_000);
        assert!(taken(&cases, 1, "dos").is_empty(), "it was extended");
        base.clock().advance(60_000);
        let kept = cases.extend(&kept, 5 * MINUTE).expect("nobody else was offered it");
        assert!(taken(&cases, 1, "dos").is_empty());
        done(&cases, &kept).expect("it has it");
    }
}

#[test]
fn what_fails_is_offered_again_after_a_while_and_after_the_last_attempt_a_person_decides() {
    for base in bases() {
        let cases = opened(&base);
        begin(&cases, "a");
        let backoff = Backoff::Doubling { first: MINUTE, most: Duration::from_secs(90) };
        for (attempt, wait) in [(1, 60_000), (2, 90_000)] {
            let jobs = taken(&cases, 1, "uno");
            assert_eq!(keys(&jobs), [format!("a/1/{attempt}")]);
            cases.fail_job(&jobs[0], "no contesta", backoff).expect("it has it");
            let stale = done(&cases, &jobs[0]).expect_err("that attempt is over");
            assert!(matches!(stale, CasesError::Rejected(Rejection::StaleAttempt { .. })), "{stale}");
            base.clock().advance(wait - 1);
            assert!(taken(&cases, 1, "uno").is_empty(), "attempt {attempt}");
            base.clock().advance(1);
            assert!(cases.astray().expect("it looks").is_none());
        }
        let jobs = taken(&cases, 1, "uno");
        cases.fail_job(&jobs[0], "no contesta", backoff).expect("it has it");
        assert!(taken(&cases, 1, "uno").is_empty(), "no attempt is left");
        let stuck = cases.open_items("a").expect("a case");
        assert!(stuck[0].trouble.is_some());
        let resolve = cauce::command::Command::Resolve {
            item: stuck[0].item,
            how: Resolution::Retry,
            reason: "ya contesta".into(),
        };
        cases.ask("a", &Actor::person("ana", "jefe"), resolve).expect("the head may");
        let jobs = taken(&cases, 1, "dos");
        assert_eq!(jobs[0].effect.attempt, 1, "it begins anew: {:?}", jobs[0].key);
        cases.throw_job(&jobs[0], "REBOTA").expect("it has it");
        assert_eq!(&*cases.open_items("a").expect("a case")[0].title, "Llamar");
    }
}

#[test]
fn what_fails_without_a_wait_is_free_at_once() {
    for base in bases() {
        let (one, two) = (opened(&base), base.again());
        begin(&one, "a");
        let jobs = taken(&one, 1, "uno");
        one.fail_job(&jobs[0], "no contesta", Backoff::None).expect("it has it");
        assert_eq!(keys(&taken(&two, 1, "dos")), ["a/1/2"], "the lease was of the attempt before");
    }
}

#[test]
fn a_lease_is_no_event_and_outlives_the_program() {
    for base in bases() {
        let cases = opened(&base);
        begin(&cases, "a");
        let job = taken(&cases, 1, "uno").remove(0);
        assert_eq!(cases.records("a").expect("records").len(), 1);
        drop(cases);
        let again = base.again();
        assert!(taken(&again, 1, "dos").is_empty());
        assert!(again.astray().expect("it looks").is_none());
        done(&again, &job).expect("who has it answers");
    }
}

/// What takes the place of a job in its row is not leased.
#[test]
fn the_next_job_of_a_case_is_free() {
    for base in bases() {
        let cases = opened(&base);
        let twice = CORREO.replace("\"CORREO\"", "\"DOS\"").replace(
            "{ id = \"archivar\", titulo = \"Archivar\" }",
            "{ id = \"archivar\", titulo = \"Archivar\", trabajo = \"correo\" }",
        );
        cases.add(&twice).expect("it can be added");
        let mut start = Start::of("DOS");
        start.data.push(("para".into(), Value::Text("x".into())));
        cases.ask("a", &web(), cauce::command::Command::Start(start)).expect("it begins");
        let job = taken(&cases, 1, "uno").remove(0);
        done(&cases, &job).expect("it has it");
        let next = taken(&cases, 1, "dos");
        assert_eq!(next.len(), 1);
        assert_eq!(&*next[0].effect.id, "archivar");
    }
}

#[test]
fn jobs_of_other_tenants_are_nobodys() {
    for base in bases() {
        let cases = opened(&base);
        begin(&cases, "a");
        let other = cases.of("ibague").expect("a tenant");
        assert!(taken(&other, 1, "uno").is_empty());
        let stolen = taken(&cases, 1, "uno").remove(0);
        assert!(matches!(done(&other, &stolen), Err(CasesError::UnknownCase { .. })));
        assert!(matches!(other.extend(&stolen, MINUTE), Err(CasesError::LeaseLost { .. })));
    }
}

/// Many workers of several programs: every job is given to one of them, and done once.
#[test]
fn many_workers_share_the_jobs() {
    for base in bases() {
        let hosts = [opened(&base), base.again(), base.again()];
        for number in 0..60 {
            begin(&hosts[0], &format!("c{number:02}"));
        }
        let mut given: Vec<String> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..6)
                .map(|number| {
                    let cases = &hosts[number % 3];
                    scope.spawn(move || {
                        let (worker, mut own) = (format!("w{number}"), Vec::new());
                        loop {
                            let jobs = taken(cases, 3, &worker);
                            if jobs.is_empty() {
                                return own;
                            }
                            for job in jobs {
                                done(cases, &job).expect("it has it");
                                own.push(job.key.to_string());
                            }
                        }
                    })
                })
                .collect();
            workers.into_iter().flat_map(|worker| worker.join().expect("it ends")).collect()
        });
        given.sort();
        let wanted: Vec<String> = (0..60).map(|number| format!("c{number:02}/1/1")).collect();
        assert_eq!(given, wanted);
        assert!(hosts[1].astray().expect("it looks").is_none());
    }
}
