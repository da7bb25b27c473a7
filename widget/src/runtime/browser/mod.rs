//! What the browser gives to whoever asks: time, chance, the address, a memory, and what is left
//! when the program breaks.

pub(crate) mod address;
pub(crate) mod alarm;
pub(crate) mod calendar;
pub(crate) mod clock;
pub(crate) mod entropy;
pub(crate) mod freezing;
pub(crate) mod leaving;
pub(crate) mod panic;
pub(crate) mod storage;
