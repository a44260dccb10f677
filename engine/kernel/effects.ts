import type { Command, Variables } from './commands.js'

/** A command for another instance: a row of `instance_commands`, written in the same commit, taken up at once as an ordinary command. */
export interface SendCommand {
  type: 'SendCommand'
  /** Target instance; for StartInstance the new instance's id. */
  instanceId: string
  command: Command
}

/** A message thrown by the instance, correlated by name and key with whoever waits for it, or with a message start event. */
export interface PublishMessage {
  type: 'PublishMessage'
  name: string
  correlationKey: string | null
  variables: Variables
  /** How many messages and signals led here, this one included; absent = 1. */
  chain?: number
}

/** A signal thrown by the instance, for everybody who waits for it, and for signal start events. */
export interface BroadcastSignal {
  type: 'BroadcastSignal'
  name: string
  variables: Variables
  /**
   * The throwing instance, and its counter then: what it subscribed to later is not reached. `hasHeard`: it has brought the signal to its own
   * listeners itself and is passed over (absent in rows of 0.1.0). Null from outside.
   */
  thrower: { readonly instanceId: string; readonly until: number; readonly hasHeard?: true } | null
  /** How many signals and messages led here, this one included. */
  chain?: number
  /** Half handed out: the last instance it was brought to. */
  after?: string
}

/** What a step asks of the world outside its instance. Everything else follows from the events. */
export type Effect = SendCommand | PublishMessage | BroadcastSignal
