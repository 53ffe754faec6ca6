//! What every way into the file shares: the mark that it is ours, and the index of vectors.

/// Marks the file as ours: "SHOP" in ASCII.
pub(super) const APPLICATION_ID: i32 = 0x5348_4f50;

/// Makes `vec0` tables known to every connection opened from now on.
pub(super) fn require_vector_search() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        #[expect(unsafe_code, reason = "an SQLite extension is registered through its C entry point")]
        // SAFETY: `sqlite3_vec_init` is the entry point sqlite-vec exports for exactly this call; its Rust
        // declaration only lacks the parameters that SQLite passes.
        unsafe {
            type EntryPoint = unsafe extern "C" fn(
                *mut rusqlite::ffi::sqlite3,
                *mut *mut std::os::raw::c_char,
                *const rusqlite::ffi::sqlite3_api_routines,
            ) -> std::os::raw::c_int;
            let entry =
                std::mem::transmute::<*const (), EntryPoint>(sqlite_vec::sqlite3_vec_init as *const ());
            rusqlite::ffi::sqlite3_auto_extension(Some(entry));
        }
    });
}
