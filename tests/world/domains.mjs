// The truth table: every domain of the laboratory. See domains/row.mjs for what a line says.

import { BIMI } from './domains/bimi.mjs';
import { BLOCKLISTS } from './domains/blocklists.mjs';
import { CAA } from './domains/caa.mjs';
import { CONSISTENCY } from './domains/consistency.mjs';
import { DANE } from './domains/dane.mjs';
import { DKIM } from './domains/dkim.mjs';
import { DMARC } from './domains/dmarc.mjs';
import { EXAMPLES } from './domains/examples.mjs';
import { MTA_STS, TLS_REPORTING } from './domains/policies.mjs';
import { PROFILES, PROPAGATION } from './domains/profiles.mjs';
import { PROVIDERS } from './domains/providers.mjs';
import { RECIPIENTS } from './domains/recipients.mjs';
import { REQUIREMENTS } from './domains/requirements.mjs';
import { REVERSE, ROUTING } from './domains/routing.mjs';
import { SOUND } from './domains/sound.mjs';
import { SPF } from './domains/spf.mjs';
import { SUBMISSION } from './domains/submission.mjs';
import { TRANSPORT } from './domains/transport.mjs';
import { VARIANTS } from './domains/variants.mjs';

/** Every domain of the world. */
export const DOMAINS = [
  ...SOUND,
  ...ROUTING,
  ...REVERSE,
  ...MTA_STS,
  ...TLS_REPORTING,
  ...DANE,
  ...VARIANTS,
  ...TRANSPORT,
  ...RECIPIENTS,
  ...SUBMISSION,
  ...SPF,
  ...DKIM,
  ...DMARC,
  ...BIMI,
  ...CAA,
  ...REQUIREMENTS,
  ...CONSISTENCY,
  ...EXAMPLES,
  ...PROVIDERS,
  // Their servers are those of rows above.
  ...PROFILES,
  ...PROPAGATION,
  ...BLOCKLISTS,
];
