use super::*;

const SMTP: Errand = Errand::Probe(Service::Smtp);
const SUBMISSION: Errand = Errand::Probe(Service::Submission);

fn address(last: u32) -> IpAddr {
    IpAddr::V4(last.into())
}

#[tokio::test(start_paused = true)]
async fn recipients_are_tried_a_few_times_an_hour_whatever_the_service() {
    let budget = Budget::default();
    let services = [Service::Smtp, Service::Submission, Service::Submissions];
    for tests in 0..limits::RECIPIENT_TESTS_PER_HOUR {
        let service = services[tests as usize % services.len()];
        let mut turn = budget.turn(address(1), Errand::Probe(service)).await;
        turn.begin().unwrap();
        turn.count_recipient_tests().unwrap();
        tokio::time::advance(MINUTE).await;
    }
    let mut turn = budget.turn(address(1), SMTP).await;
    assert!(turn.count_recipient_tests().is_err());
    // The usual connections go on.
    turn.begin().unwrap();
    tokio::time::advance(HOUR).await;
    turn.count_recipient_tests().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_minute_and_an_hour_have_their_allowance() {
    let budget = Budget::default();
    let mut turn = budget.turn(address(1), SMTP).await;
    let mut begun = 0;
    for _ in 0..limits::CONNECTIONS_PER_MINUTE {
        turn.begin().unwrap();
        begun += 1;
    }
    assert!(turn.begin().is_err());
    while begun < limits::CONNECTIONS_PER_HOUR {
        tokio::time::advance(MINUTE).await;
        for _ in 0..limits::CONNECTIONS_PER_MINUTE {
            turn.begin().unwrap();
            begun += 1;
        }
    }
    tokio::time::advance(MINUTE).await;
    assert!(turn.begin().is_err());
    tokio::time::advance(HOUR).await;
    turn.begin().unwrap();
}

#[tokio::test(start_paused = true)]
async fn each_service_and_the_deep_look_have_allowances_of_their_own() {
    let budget = Budget::default();
    let mut turn = budget.turn(address(1), SMTP).await;
    for _ in 0..limits::CONNECTIONS_PER_MINUTE {
        turn.begin().unwrap();
    }
    assert!(turn.begin().is_err());
    // No minute holds a deep look down, but the hour does.
    for _ in 0..limits::DEEP_CONNECTIONS_PER_HOUR {
        turn.begin_deep().unwrap();
    }
    assert!(turn.begin_deep().is_err());
    drop(turn);
    let mut turn = budget.turn(address(1), SUBMISSION).await;
    turn.begin().unwrap();
    turn.begin_deep().unwrap();
    drop(turn);
    tokio::time::advance(HOUR).await;
    let mut turn = budget.turn(address(1), SMTP).await;
    turn.begin_deep().unwrap();
}

#[tokio::test(start_paused = true)]
async fn one_at_a_time_per_address_whatever_the_service() {
    let budget = Budget::default();
    let first = budget.turn(address(1), SMTP).await;
    let _other_address = budget.turn(address(2), SMTP).await;
    // A policy file is fetched from a web server, which happens to be at the same address.
    let _policy = budget.turn(address(1), Errand::Policy).await;
    let second = budget.turn(address(1), SUBMISSION);
    tokio::pin!(second);
    let waited = tokio::time::timeout(HOUR, &mut second).await;
    assert!(waited.is_err());
    drop(first);
    second.await;
}

#[tokio::test(start_paused = true)]
async fn the_turn_goes_round_in_order_and_those_who_leave_are_passed_over() {
    let budget = Arc::new(Budget::default());
    let first = budget.turn(address(1), SMTP).await;
    let order = Arc::<Mutex<Vec<u32>>>::default();
    let mut waiting = Vec::new();
    for number in 0..6 {
        let (budget, order) = (Arc::clone(&budget), Arc::clone(&order));
        waiting.push(tokio::spawn(async move {
            let errand = if number % 2 == 0 { SMTP } else { SUBMISSION };
            let mut turn = budget.turn(address(1), errand).await;
            turn.begin().unwrap();
            tokio::time::sleep(MINUTE).await;
            order.lock().unwrap().push(number);
        }));
        tokio::task::yield_now().await;
    }
    // One leaves while it waits, one while it has the turn.
    waiting.remove(3).abort();
    drop(first);
    tokio::time::sleep(MINUTE / 2).await;
    waiting.remove(0).abort();
    for task in waiting {
        task.await.unwrap();
    }
    assert_eq!(*order.lock().unwrap(), [1, 2, 4, 5]);
}

#[tokio::test(start_paused = true)]
async fn a_deep_look_lets_those_who_wait_go_first() {
    let budget = Arc::new(Budget::default());
    let mut deep = budget.turn(address(1), SMTP).await;
    let begun = Instant::now();
    assert!(deep.give_way(begun + HOUR).await, "nobody waits");
    assert_eq!(begun.elapsed(), Duration::ZERO);

    let other = Arc::clone(&budget);
    let visit = tokio::spawn(async move {
        let mut turn = other.turn(address(1), SUBMISSION).await;
        turn.begin().unwrap();
        tokio::time::sleep(Duration::from_secs(5)).await;
    });
    tokio::task::yield_now().await;
    assert!(deep.give_way(begun + HOUR).await);
    assert_eq!(begun.elapsed(), Duration::from_secs(5));
    visit.await.unwrap();
    // The pause counts from the end of the other's connection.
    let pause = Duration::from_secs(1);
    assert_eq!(deep.wait(pause), pause);
    deep.begin_deep().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_was_not_had_again_in_time_begins_nothing() {
    let budget = Arc::new(Budget::default());
    let mut deep = budget.turn(address(1), SMTP).await;
    let other = Arc::clone(&budget);
    let long = tokio::spawn(async move {
        let _turn = other.turn(address(1), SMTP).await;
        tokio::time::sleep(HOUR).await;
    });
    tokio::task::yield_now().await;
    assert!(!deep.give_way(Instant::now() + MINUTE).await);
    assert!(deep.begin_deep().is_err());
    assert!(deep.begin().is_err());
    assert!(!deep.give_way(Instant::now() + HOUR).await);
    drop(deep);
    long.await.unwrap();
    // Nothing is left behind of who waited in vain.
    budget.turn(address(1), SMTP).await.begin().unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_pause_counts_from_the_end_of_the_last_connection_to_the_address() {
    let budget = Budget::default();
    let pause = Duration::from_secs(1);
    let mut turn = budget.turn(address(1), SMTP).await;
    assert_eq!(turn.wait(pause), Duration::ZERO);
    turn.begin().unwrap();
    drop(turn);
    tokio::time::advance(Duration::from_millis(400)).await;
    let turn = budget.turn(address(1), SUBMISSION).await;
    assert_eq!(turn.wait(pause), Duration::from_millis(600));
}

#[tokio::test(start_paused = true)]
async fn a_turn_without_a_connection_starts_no_pause_again() {
    let budget = Budget::default();
    let pause = Duration::from_secs(1);
    let mut turn = budget.turn(address(1), SMTP).await;
    turn.begin().unwrap();
    turn.end();
    tokio::time::advance(Duration::from_millis(400)).await;
    drop(turn);
    let turn = budget.turn(address(1), SMTP).await;
    assert_eq!(turn.wait(pause), Duration::from_millis(600));
}

#[tokio::test(start_paused = true)]
async fn memory_is_bounded_and_a_held_lane_is_never_forgotten() {
    let budget = Budget::default();
    let mut held = budget.turn(address(0), SMTP).await;
    held.begin().unwrap();
    for last in 1..20_000 {
        let mut turn = budget.turn(address(last), SMTP).await;
        turn.begin().unwrap();
    }
    let lanes = budget.lanes.lock().unwrap();
    assert!(lanes.len() <= limits::LANES, "{}", lanes.len());
    assert!(lanes.contains_key(&(address(0), true)));
}
