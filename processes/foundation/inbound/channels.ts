import type { InboundKind } from './ports.js'

/** A system above or beside that sends us something. */
export interface InboundChannel {
  /** Its place in the address. */
  id: string
  name: string
  /** Data set of what begins something here, what kind that is, and the field with its own number. Null = it sends receipts alone. */
  original: { dataset: string; kind: InboundKind; number: string } | null
}

export const INBOUND_CHANNELS: readonly InboundChannel[] = [
  { id: 'province', name: '省一体化政务服务平台', original: { dataset: 'applications', kind: 'application', number: 'upperNo' } },
  { id: 'hotline', name: '12345 热线', original: { dataset: 'tickets', kind: 'ticket', number: 'ticketNo' } },
  { id: 'mass-work', name: '网上群众工作部', original: { dataset: 'tickets', kind: 'ticket', number: 'ticketNo' } },
  { id: 'city-brain', name: '市级城市超脑', original: { dataset: 'dispatches', kind: 'dispatch', number: 'dispatchNo' } },
  { id: 'good-review', name: '国家好差评', original: null },
  { id: 'emergency', name: '省市应急平台', original: null },
  { id: 'my-changsha', name: '我的长沙', original: null },
]

export const channelNamed = (id: string): InboundChannel | undefined => INBOUND_CHANNELS.find((channel) => channel.id === id)

const PLATFORM = 'platform:'

/** Under which name a platform acts on a case that nobody applied for in person. */
export const platformClient = (channel: string): string => `${PLATFORM}${channel}`

/** The platform's name for people, where a platform acted; else undefined. */
export const platformName = (clientId: string): string | undefined => (clientId.startsWith(PLATFORM) ? channelNamed(clientId.slice(PLATFORM.length))?.name : undefined)
