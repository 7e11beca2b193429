//! How long something takes, for the browser's own tools and for `make bench`: nothing of it leaves the page.

/// A clock for measuring, in milliseconds from some moment on; it stands still where there is none.
pub(crate) fn clock_ms() -> f64 {
    let timeline = web_sys::window().and_then(|window| window.performance());
    timeline.map_or(0.0, |timeline| timeline.now())
}

/// Does something, and leaves its time under a name in the browser's performance timeline.
#[cfg(target_arch = "wasm32")]
pub(crate) fn timed<T>(name: &str, act: impl FnOnce() -> T) -> T {
    let timeline = web_sys::window().and_then(|window| window.performance());
    let Some(timeline) = timeline else {
        return act();
    };
    let begun = timeline.mark(name).is_ok();
    let done = act();
    if begun {
        // A timeline that is full or switched off is no reason to stop.
        let _ = timeline.measure_with_start_mark(name, name);
        timeline.clear_marks_with_mark_name(name);
    }
    done
}

/// Tests run natively, where there is no timeline.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn timed<T>(_name: &str, act: impl FnOnce() -> T) -> T {
    act()
}
