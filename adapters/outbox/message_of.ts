import type { Delivery } from '#processes/foundation/deliveries/delivery'
import type { MappedFact } from '#processes/foundation/deliveries/target'
import type { ActiveTarget } from './target_dispatcher.js'

/**
 * What a delivery says to its target: as it was sent, else made by the mapping of its version – the same at each attempt while the settings stand.
 * Not ok = nothing is sent, with the reason for people.
 */
export function messageOf(delivery: Delivery, { settings, kind }: ActiveTarget): MappedFact {
  if (delivery.isUnreadable === true) return { ok: false, reason: '内容无法解密：密钥不是写入时的密钥，或内容被改动，没有发送。请核对 MASTER_KEY 或恢复备份后重推。' }
  if (delivery.message !== null) return { ok: true, message: delivery.message }
  const mapping = Object.hasOwn(kind.mappings, delivery.mappingVersion) ? kind.mappings[delivery.mappingVersion] : undefined
  if (mapping === undefined) return { ok: false, reason: `没有“${delivery.mappingVersion}”版的报文格式。请按新格式更正重报。` }
  try {
    return mapping(delivery.fact, settings, { nowMs: delivery.createdAtMs, messageId: delivery.id })
  } catch (error) {
    return { ok: false, reason: `生成报文时出错：${error instanceof Error ? error.message : String(error)}` }
  }
}
