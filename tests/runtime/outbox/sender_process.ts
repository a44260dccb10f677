import { openStorage } from '#storage/open_storage'
import type { StorageConfig } from '#storage/open_database'
import { openSending, settingsFor } from './sending.js'

/** A dispatcher in a process of its own, to be killed: `sender_process.ts '{"config", "url", "node"}'`. */
const { config, url, node } = JSON.parse(process.argv[2] ?? '') as { config: StorageConfig; url: string; node: string }
const storage = await openStorage(config)
const sending = await openSending({ settings: settingsFor(url), storage, database: { config, name: config.databaseUrl === undefined ? 'sqlite' : 'mysql', drop: async () => undefined }, node })
sending.dispatcher.start()
process.stdout.write('started\n')
