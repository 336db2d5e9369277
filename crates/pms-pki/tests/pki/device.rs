//! Messages of devices: the good one, and the forged ones with their one reason each (contract §3).

mod forge;
mod forged;
mod policies;
