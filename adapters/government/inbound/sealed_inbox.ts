import type { InboundMessageRow, InboxStore } from '#processes/foundation/inbound/ports'

export interface MessageSeal {
  seal(text: string, messageId: string): string
  /** Null = not of this installation, or changed. */
  open(sealed: string, messageId: string): string | null
}

/** Before what is sealed; what was kept by earlier releases has none and is read as it is. */
const SEALED = 'sealed:'

/** What messages say is kept sealed: applications and tickets are full of people. Everything else of a row is searched, and stays as it is. */
export function sealedInbox(inbox: InboxStore, { seal, open }: MessageSeal): InboxStore {
  const sealed = (row: InboundMessageRow): InboundMessageRow => (row.data === '' || row.data.startsWith(SEALED) ? row : { ...row, data: SEALED + seal(row.data, row.id) })
  const opened = (row: InboundMessageRow): InboundMessageRow => {
    if (!row.data.startsWith(SEALED)) return row
    const data = open(row.data.slice(SEALED.length), row.id)
    if (data === null) throw new Error(`来件 ${row.id} 的内容无法解密：密钥不是写入时的密钥，或内容被改动。请核对 MASTER_KEY 或恢复备份。`)
    return { ...row, data }
  }
  return {
    ...inbox,
    async keep(message, object) {
      const kept = await inbox.keep(sealed(message), object)
      return { ...kept, message: opened(kept.message) }
    },
    ofObject: async (objectKey) => (await inbox.ofObject(objectKey)).map(opened),
    settle: (judgement, owner) => inbox.settle({ ...judgement, message: sealed(judgement.message) }, owner),
    async find(id) {
      const row = await inbox.find(id)
      return row && opened(row)
    },
    ofInstance: async (instanceId) => (await inbox.ofInstance(instanceId)).map(opened),
  }
}
