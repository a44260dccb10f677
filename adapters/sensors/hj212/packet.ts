import { crcText } from './crc16.js'

/** A data segment of HJ 212—2017 §6.3.2, read. */
export interface Packet {
  /** Request number: the instant it was made, `YYYYMMDDhhmmsszzz`. */
  qn: string
  /** System: 21 surface water, 22 air, 91 answers … */
  st: string
  /** Command: 2011 real-time data, 2051 minutes, 2061 hours, 2031 days, 9014 answer to data. */
  cn: string
  password: string
  /** The device's number. */
  mn: string
  /** The sender waits for an answer. */
  wantsAnswer: boolean
  /** Number of this sub-package, from 1; null = sent whole. */
  part: number | null
  /** What stands between the `&&`: pairs of a name and a text, in their order. */
  fields: readonly (readonly [name: string, value: string])[]
}

/** More than a segment of the longest length can reasonably hold. */
const MOST_FIELDS = 200

const HEAD_FIELD = /^([A-Za-z]{1,8})=([^;&]{0,64})$/
const FIELD = /^([A-Za-z0-9_-]{1,40})=([^;,&]{0,100})$/

/** Reads a data segment; null when it is none. Never throws, whatever the text. */
export function parsePacket(text: string): Packet | null {
  const begin = text.indexOf('CP=&&')
  if (begin < 0 || !text.endsWith('&&') || text.length < begin + 7) return null
  const head = headOf(text.slice(0, begin))
  const fields = fieldsOf(text.slice(begin + 5, -2))
  const flag = Number(head?.get('Flag') ?? '0')
  const [cn, mn] = [head?.get('CN') ?? '', head?.get('MN') ?? '']
  if (!head || !fields || !/^\d{4}$/.test(cn) || !/^[A-Za-z0-9_-]{1,32}$/.test(mn) || !Number.isInteger(flag) || flag < 0 || flag > 255) return null
  const part = Number(head.get('PNO') ?? '0')
  return {
    qn: head.get('QN') ?? '', st: head.get('ST') ?? '', cn, password: head.get('PW') ?? '', mn,
    wantsAnswer: (flag & 1) === 1,
    part: (flag & 2) === 2 && Number.isInteger(part) && part >= 1 && part <= 9999 ? part : null,
    fields,
  }
}

function headOf(text: string): Map<string, string> | null {
  const head = new Map<string, string>()
  for (const piece of text.split(';')) {
    if (piece === '') continue
    const [, name, value] = HEAD_FIELD.exec(piece) ?? []
    if (name === undefined || value === undefined || head.size > 20) return null
    head.set(name, value)
  }
  return head
}

function fieldsOf(text: string): [string, string][] | null {
  const fields: [string, string][] = []
  for (const piece of text.split(/[;,]/)) {
    if (piece === '') continue
    const [, name, value] = FIELD.exec(piece) ?? []
    if (name === undefined || value === undefined || fields.length === MOST_FIELDS) return null
    fields.push([name, value])
  }
  return fields
}

/** A data segment with its length and CRC, as it goes over the wire. */
export function frameText(segment: string): string {
  const bytes = Buffer.from(segment, 'latin1')
  return `##${String(bytes.length).padStart(4, '0')}${segment}${crcText(bytes)}\r\n`
}

/** 数据应答: what the sender gets once its data are kept (§6.6.6). */
export const answerTo = (packet: Packet): string =>
  frameText(`QN=${packet.qn};ST=91;CN=9014;PW=${packet.password};MN=${packet.mn};Flag=4;CP=&&&&`)
