import type { PhotoOrigin, PhotoOriginStore } from '#processes/foundation/events/photo_origin'
import type { Dialect } from '../dialects/dialect.js'
import { plainReader } from '../schema/read_rows.js'
import { insertRows } from '../write_rows.js'

const readOrigin = plainReader<PhotoOrigin>('photo_origins')

/** Beside the attachments, not in them: only photos of phones have one. */
export const photoOriginStore = (dialect: Dialect): PhotoOriginStore => ({
  add: (origin) => dialect.transaction((connection) => insertRows(connection, 'photo_origins', [{ ...origin }])),
  ofAttachments: async (ids) =>
    ids.length === 0
      ? []
      : dialect.read(async (connection) =>
          (await connection.all(`select * from photo_origins where attachment_id in (${ids.map(() => '?').join(', ')})`, [...ids])).map(readOrigin)),
})
