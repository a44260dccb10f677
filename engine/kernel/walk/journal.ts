import type { Event } from '../events.js'

/** The events of every command an instance has accepted, oldest first: one list per row of its journal. */
export type Journal = readonly (readonly Event[])[]
