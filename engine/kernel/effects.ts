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
}

/** What a step asks of the world outside its instance. Everything else follows from the events. */
export type Effect = SendCommand | PublishMessage
