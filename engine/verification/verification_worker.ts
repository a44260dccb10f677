/** Runs in a worker with a memory limit: compares the engines over one model and sends the verdict. */
import { parentPort, workerData } from 'node:worker_threads'
import { compareEngines } from './compare_engines.js'

parentPort?.postMessage(await compareEngines(workerData as Uint8Array | string))
