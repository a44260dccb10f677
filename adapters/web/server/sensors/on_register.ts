import { ChangedMeanwhile } from '#processes/foundation/changed_meanwhile'
import type { DeviceWrite } from '#processes/foundation/alarms/device_store'
import type { Login } from '../accounts/login.js'
import { problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'

/** Decided anew so often when another node is quicker. */
const MOST_TRIES = 10

/** The call before, by register. */
const last = new WeakMap<object, Promise<unknown>>()

/**
 * Decides on the register of devices as it stands, and writes only while it still does: one after the other on this node, and anew when
 * another node was quicker, so that nobody's change is lost under one that never saw it.
 */
export async function onRegister<T>(services: WebServices, login: Login, decide: (write: (writes: readonly DeviceWrite[]) => Promise<void>) => Promise<T>): Promise<T> {
  const { devices, clock } = services
  const work = async (): Promise<T> => {
    for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
      // the number first: what is written between the two makes this try stale, never wrong
      const revision = await devices.store.revision()
      await devices.book.refresh()
      try {
        const decided = await decide((writes) => devices.store.put(writes, login.userId, clock(), revision))
        await devices.book.refresh()
        return decided
      } catch (error) {
        if (!(error instanceof ChangedMeanwhile)) throw error
      }
    }
    throw problem(409, 'E_CONFLICT', '设备登记正被多人修改，没有保存。请稍后重试。')
  }
  const mine = (last.get(devices) ?? Promise.resolve()).then(work)
  last.set(devices, mine.catch(() => undefined))
  return mine
}
