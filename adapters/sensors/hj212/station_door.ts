import type { DeviceRegister } from '#processes/foundation/alarms/device'
import type { LoginGuard } from '../lines/login_guard.js'
import type { Packet } from './packet.js'

/** Whose packets one connection may bring. */
export interface StationDoor {
  /** Whether number (MN) and password (PW) of a packet are right; asked once as long as no secret of theirs changes. */
  lets(packet: Pick<Packet, 'mn' | 'password'>): Promise<boolean>
  /** False once a station that was let in would not be any more. */
  stillLets(): Promise<boolean>
}

interface Asked {
  mn: string
  password: string
  /** In force when it was asked. */
  credentials: string
  answer: Promise<boolean>
}

export interface DoorSurroundings {
  source: string
  register: DeviceRegister
  guard: LoginGuard
  address: string
  /** A station has named itself and its password rightly. */
  known(): void
}

/** One connection brings the data of so many stations at most. */
const MOST_STATIONS = 200

export function createStationDoor({ source, register, guard, address, known }: DoorSurroundings): StationDoor {
  const asked = new Map<string, Asked>()
  /** A station speaks by its own secret or by its platform's. */
  const credentialsOf = (mn: string): string => `${register.credential(source, mn) ?? ''} ${register.credential(source, null) ?? ''}`

  const ask = async (mn: string, password: string): Promise<boolean> => {
    const name = `${source}/${mn}`
    if (!guard.mayTry(name, address)) return false
    const isRight = (await register.authenticate(source, mn, password)) || (await register.authenticatePlatform(source, password))
    if (isRight) known()
    else guard.wrong(name, address)
    return isRight
  }

  const lets: StationDoor['lets'] = ({ mn, password }) => {
    const pair = `${mn} ${password}`
    const credentials = credentialsOf(mn)
    const former = asked.get(pair)
    if (former?.credentials === credentials) return former.answer
    if (former === undefined && asked.size >= MOST_STATIONS) return Promise.resolve(false)
    const answer = ask(mn, password)
    asked.set(pair, { mn, password, credentials, answer })
    return answer
  }
  return {
    lets,
    async stillLets() {
      const changed = [...asked.values()].filter(({ mn, credentials }) => credentials !== credentialsOf(mn))
      return (await Promise.all(changed.map(async (one) => !(await one.answer) || (await lets(one))))).every(Boolean)
    },
  }
}
