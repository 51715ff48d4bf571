//! Builds a procedure from its document.
