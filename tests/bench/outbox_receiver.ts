import { orderFaults, startReceiver } from '#tests/runtime/outbox/receiver'

/** The receiver of the bench, in a process of its own: prints its address; `ledger` on standard input makes it print how many it took, and what is out of order. */
const receiver = await startReceiver()
process.stdout.write(`${receiver.url}\n`)
process.stdin.on('data', () => process.stdout.write(`${JSON.stringify({ taken: receiver.ledger.length, faults: orderFaults(receiver.ledger).length })}\n`))
process.stdin.on('end', () => process.exit(0))
