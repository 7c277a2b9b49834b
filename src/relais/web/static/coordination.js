// The queue of changes by keyboard; nothing is rendered here, and every link works without this file.
