import { join } from 'node:path'
import { createClock, type Clock } from '#adapters/bootstrap/clock'
import { NO_LINES } from '#adapters/bootstrap/line_settings'
import type { Configuration } from '#adapters/bootstrap/configuration'
import type { StorageConfig } from '#storage/open_database'

type Values = Record<string, unknown>

/** What is asked of a server process. Commands carry a key and may be sent again, to any process. */
export type Call =
  | { operation: 'start'; key: string; by: string; values: Values }
  | { operation: 'complete'; key: string; by: string; instanceId: string; taskId: string; outcome: string; values: Values }
  | { operation: 'request'; key: string; by: string; instanceId: string; template: string }
  /** The open task of an element. */
  | { operation: 'task'; instanceId: string; elementId: string }
  /** The instances this one has called. */
  | { operation: 'called'; instanceId: string }

/** What changes something, and may be sent again under its key. */
export type CommandCall = Extract<Call, { key: string }>

export type CallAnswer =
  | { ok: true; instanceId: string; revision: number; documents: number }
  | { ok: true; taskId: string | null }
  | { ok: true; called: readonly string[] }
  | { ok: false; message: string }

const MONDAY_MORNING_MS = Date.parse('2026-11-23T09:00:00+08:00')

/** The clock of every process of a test that began at `begunMs`: a working day, whatever day it really is; a restart does not set it back. */
export const clockSince = (begunMs: number): Clock => createClock(MONDAY_MORNING_MS + Date.now() - begunMs)

/** Settings of a server process that serves no pages. */
export const configurationFor = ({ dataDir, databaseUrl }: StorageConfig): Configuration => ({
  host: '127.0.0.1', port: 0, dataDir, databaseUrl: databaseUrl ?? null, demoPassword: null, demo: false, demoCases: false, demoYear: false,
  checkpointFile: join(dataDir, 'checkpoints.jsonl'), archiveAfterDays: null, materialsKeptDays: null, exchangeKeptDays: null, inboundHeldDays: null, readingsKeptDays: null, mandateDays: 366, metricsToken: null,
  masterKey: 'a master key for tests only, of no worth elsewhere', secure: false, development: false, httpTaskPlaces: [], deliveryPlaces: { web: [], databases: [], folders: [] }, directoryPlaces: { web: [], ldap: [] }, httpTaskSecrets: new Map(), lines: NO_LINES, clockStartMs: null,
})
