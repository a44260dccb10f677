/** A server process that only fires timers: storage and engine as elsewhere, an hour and some later, until it is killed or stopped. Begins at a line on stdin. */
import { createEngine } from '#engine/runtime/create_engine'
import { openStorage } from '#storage/open_storage'
import { testCalendar, testDirectory, testId } from '../support/test_engine.js'

const aheadMs = Number(process.env.CLOCK_AHEAD_MS)
const storage = await openStorage({
  dataDir: process.env.DATA_DIR!, ...(process.env.DATABASE_URL ? { databaseUrl: process.env.DATABASE_URL } : {}),
})
const engine = createEngine(
  storage.engine,
  {
    participants: [], directory: () => testDirectory, calendar: () => testCalendar, clock: () => Date.now() + aheadMs, newId: testId,
    nodeId: `timers:${process.pid}`,
  },
  { onError: (error, where) => void process.stderr.write(`${where}: ${error instanceof Error ? error.message : String(error)}\n`) },
)
await engine.open()
process.stdin.once('data', () => engine.startWorkers())
console.log('ready')
process.on('SIGTERM', () => {
  void engine.stop().then(() => storage.close()).then(() => process.exit(0))
})
