//! What a piece of work asks of the database. Tests compare it: answers that must not be told apart must not cost
//! differently either, and a clock on a shared machine proves nothing.

use std::cell::RefCell;
use std::future::Future;

tokio::task_local! {
    static COMMANDS: RefCell<Vec<&'static str>>;
}

/// Does the work and answers, beside its outcome, the commands that it gave to the database, in their order. What it left
/// to other tasks is not among them.
pub async fn of<F: Future>(work: F) -> (F::Output, Vec<&'static str>) {
    let counted = async {
        let outcome = work.await;
        (outcome, COMMANDS.with(RefCell::take))
    };
    COMMANDS.scope(RefCell::default(), counted).await
}

/// Notes a command, where somebody counts.
pub(crate) fn note(command: &'static str) {
    let _nobody_counts = COMMANDS.try_with(|commands| commands.borrow_mut().push(command));
}
