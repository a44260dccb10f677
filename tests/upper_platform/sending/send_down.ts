import { randomUUID } from 'node:crypto'
import type { PlatformName } from '../interface/field.js'
import type { Desk } from '../server/desk.js'
import type { Algorithm } from '../signing/signing.js'
import { callCounty, isSettled, type CountyAnswer, type Forgery } from './call_county.js'

/** Something a platform sends to the county, and what is odd about the sending. */
export interface Sending {
  platform: PlatformName
  dataset: string
  data: Readonly<Record<string, unknown>>
  /** Default: a new one. */
  messageId?: string
  /** How often the same message goes out whatever the answers; `together` = all at once. */
  copies?: number
  together?: boolean
  afterMs?: number
  forgery?: Forgery
  algorithm?: Algorithm
  /** Attempts after one that was not settled; default as the settings say. */
  retries?: number
}

export interface Sent {
  id: string
  messageId: string
  answers: CountyAnswer[]
}

/** Sends it and answers what the county said to each copy; ledger and later checks know of it from before the first call. */
export async function sendDown(desk: Desk, sending: Sending): Promise<Sent> {
  const { platform, dataset, data, copies = 1, forgery } = sending
  const id = randomUUID()
  const messageId = sending.messageId ?? randomUUID()
  if (sending.afterMs) await pause(sending.afterMs)
  if (forgery === undefined) desk.ledger.noteSending({ id, platform, dataset, data }, desk.clock.nowMs())
  const once = async () => {
    const answer = await untilSettled(desk, sending, messageId)
    if (forgery === undefined) desk.ledger.noteAnswer(id, answer.status, answer.text, desk.clock.nowMs())
    return answer
  }
  if (sending.together) return { id, messageId, answers: await Promise.all(Array.from({ length: copies }, once)) }
  const answers: CountyAnswer[] = []
  for (let copy = 0; copy < copies; copy++) answers.push(await once())
  return { id, messageId, answers }
}

async function untilSettled(desk: Desk, { platform, dataset, data, forgery, algorithm, retries }: Sending, messageId: string): Promise<CountyAnswer> {
  const { times, afterMs } = desk.settings.retry
  for (let left = forgery === undefined ? (retries ?? times) : 0; ; left--) {
    const answer = await callCounty(desk, { platform, dataset, messageId, data, forgery, algorithm })
    if (left <= 0 || isSettled(answer)) return answer
    await pause(afterMs)
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
