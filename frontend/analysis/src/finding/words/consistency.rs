//! What findings say that rest on several mechanisms or addresses together.
