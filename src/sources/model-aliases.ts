/** One checked statement: the name `name` meant the model version `version` from one day until the day before another. */
export interface ModelAlias {
  /** A name as sold or listed, in the form of {@link plainVersion}. */
  readonly name: string;
  /** The exact version, in the same form as the capability index's versions; null = known to move, target not known. */
  readonly version: string | null;
  /** First day on which the name meant this version; absent = from its start. */
  readonly from?: string;
  /** First day on which it no longer did; absent = still. */
  readonly until?: string;
  /** Where the publisher says so. */
  readonly says: string;
}

const deepseek = "DeepSeek API docs, change log (api-docs.deepseek.com/updates)";
const openai = "OpenAI API docs, model pages and deprecations (snapshots behind an alias)";
const google = "Gemini API docs, model versions and change log (stable names point to the newest stable snapshot)";
const anthropic = "Anthropic docs, model overview (aliases and snapshots)";
const mistral = "Mistral docs, models overview (names with -latest and their dated versions)";
const xai = "xAI docs, models (aliases)";
const index = "same model under two spellings in the capability index";

/**
 * Names that are not exact versions, with the version they meant and when. Checked by hand against the publishers' change logs and
 * the versions of Epoch's capability index; a moving name whose target on a day is not documented here stays without
 * a version and counts as unmatched.
 */
export const modelAliases: readonly ModelAlias[] = [
  { name: "deepseek-chat", version: "deepseek-v2.5", from: "2024-09-05", until: "2024-12-26", says: deepseek },
  { name: "deepseek-chat", version: "deepseek-v3", from: "2024-12-26", until: "2025-03-24", says: deepseek },
  { name: "deepseek-chat", version: "deepseek-v3-0324", from: "2025-03-24", until: "2025-08-21", says: deepseek },
  { name: "deepseek-chat", version: "deepseek-v3.1", from: "2025-08-21", until: "2025-09-22", says: deepseek },
  { name: "deepseek-chat", version: "deepseek-v3.1-terminus", from: "2025-09-22", until: "2025-09-29", says: deepseek },
  { name: "deepseek-chat", version: "deepseek-v3.2-exp", from: "2025-09-29", until: "2025-12-01", says: deepseek },
  { name: "deepseek-chat", version: "deepseek-v3.2", from: "2025-12-01", until: "2026-04-24", says: deepseek },
  { name: "deepseek-chat", version: "deepseek-v4-flash", from: "2026-04-24", until: "2026-07-25", says: deepseek },
  { name: "deepseek-reasoner", version: "deepseek-r1", from: "2025-01-20", until: "2025-05-28", says: deepseek },
  { name: "deepseek-reasoner", version: "deepseek-r1-0528", from: "2025-05-28", until: "2025-08-21", says: deepseek },
  { name: "deepseek-reasoner", version: "deepseek-v3.1", from: "2025-08-21", until: "2025-09-22", says: deepseek },
  {
    name: "deepseek-reasoner",
    version: "deepseek-v3.1-terminus",
    from: "2025-09-22",
    until: "2025-09-29",
    says: deepseek,
  },
  { name: "deepseek-reasoner", version: "deepseek-v3.2-exp", from: "2025-09-29", until: "2025-12-01", says: deepseek },
  { name: "deepseek-reasoner", version: "deepseek-v3.2", from: "2025-12-01", until: "2026-04-24", says: deepseek },
  { name: "deepseek-reasoner", version: "deepseek-v4-flash", from: "2026-04-24", until: "2026-07-25", says: deepseek },
  { name: "gpt-4o", version: "gpt-4o-2024-05-13", until: "2024-10-02", says: openai },
  { name: "gpt-4o", version: "gpt-4o-2024-08-06", from: "2024-10-02", says: openai },
  { name: "gpt-4o-mini", version: "gpt-4o-mini-2024-07-18", says: openai },
  { name: "gpt-4", version: "gpt-4-0613", says: openai },
  { name: "gpt-4-turbo", version: "gpt-4-turbo-2024-04-09", says: openai },
  { name: "gpt-3.5-turbo", version: "gpt-3.5-turbo-0613", until: "2024-02-16", says: openai },
  { name: "gpt-3.5-turbo", version: "gpt-3.5-turbo-0125", from: "2024-02-16", says: openai },
  { name: "gpt-4.1", version: "gpt-4.1-2025-04-14", says: openai },
  { name: "gpt-4.1-mini", version: "gpt-4.1-mini-2025-04-14", says: openai },
  { name: "gpt-4.1-nano", version: "gpt-4.1-nano-2025-04-14", says: openai },
  { name: "gpt-4.5-preview", version: "gpt-4.5-preview-2025-02-27", says: openai },
  { name: "o1", version: "o1-2024-12-17", says: openai },
  { name: "o1-preview", version: "o1-preview-2024-09-12", says: openai },
  { name: "o1-mini", version: "o1-mini-2024-09-12", says: openai },
  { name: "o3", version: "o3-2025-04-16", says: openai },
  { name: "o3-mini", version: "o3-mini-2025-01-31", says: openai },
  { name: "o3-pro", version: "o3-pro-2025-06-10", says: openai },
  { name: "o4-mini", version: "o4-mini-2025-04-16", says: openai },
  { name: "gpt-5", version: "gpt-5-2025-08-07", says: openai },
  { name: "gpt-5-mini", version: "gpt-5-mini-2025-08-07", says: openai },
  { name: "gpt-5-nano", version: "gpt-5-nano-2025-08-07", says: openai },
  { name: "gpt-5-pro", version: "gpt-5-pro-2025-10-06", says: openai },
  { name: "gpt-5.1", version: "gpt-5.1-2025-11-13", says: openai },
  { name: "gpt-5.2", version: "gpt-5.2-2025-12-11", says: openai },
  { name: "gpt-5.2-pro", version: "gpt-5.2-pro-2025-12-11", says: openai },
  { name: "gpt-5.4", version: "gpt-5.4-2026-03-05", says: openai },
  { name: "gpt-5.4-pro", version: "gpt-5.4-pro-2026-03-05", says: openai },
  { name: "gemini-1.0-pro", version: "gemini-1.0-pro-001", from: "2024-02-15", says: google },
  { name: "gemini-1.5-pro", version: "gemini-1.5-pro-001", until: "2024-09-24", says: google },
  { name: "gemini-1.5-pro", version: "gemini-1.5-pro-002", from: "2024-10-08", says: google },
  { name: "gemini-1.5-flash", version: "gemini-1.5-flash-001", until: "2024-09-24", says: google },
  { name: "gemini-1.5-flash", version: "gemini-1.5-flash-002", from: "2024-10-08", says: google },
  { name: "gemini-2.0-flash", version: "gemini-2.0-flash-001", says: google },
  { name: "claude-opus-4-0", version: "claude-opus-4-20250514", says: anthropic },
  { name: "claude-sonnet-4-0", version: "claude-sonnet-4-20250514", says: anthropic },
  { name: "claude-4-opus-20250514", version: "claude-opus-4-20250514", says: anthropic },
  { name: "claude-4-sonnet-20250514", version: "claude-sonnet-4-20250514", says: anthropic },
  { name: "claude-opus-4-1", version: "claude-opus-4-1-20250805", says: anthropic },
  { name: "claude-sonnet-4-5", version: "claude-sonnet-4-5-20250929", says: anthropic },
  { name: "claude-haiku-4-5", version: "claude-haiku-4-5-20251001", says: anthropic },
  { name: "claude-opus-4-5", version: "claude-opus-4-5-20251101", says: anthropic },
  { name: "claude-3-5-haiku-latest", version: "claude-3-5-haiku-20241022", says: anthropic },
  { name: "claude-3-5-sonnet-latest", version: "claude-3-5-sonnet-20241022", from: "2024-10-22", says: anthropic },
  { name: "claude-3-7-sonnet-latest", version: "claude-3-7-sonnet-20250219", says: anthropic },
  { name: "claude-3-opus-latest", version: "claude-3-opus-20240229", says: anthropic },
  {
    name: "mistral-large-latest",
    version: "mistral-large-2402",
    from: "2024-02-26",
    until: "2024-07-24",
    says: mistral,
  },
  {
    name: "mistral-large-latest",
    version: "mistral-large-2407",
    from: "2024-07-24",
    until: "2024-11-18",
    says: mistral,
  },
  {
    name: "mistral-large-latest",
    version: "mistral-large-2411",
    from: "2024-11-18",
    until: "2025-12-02",
    says: mistral,
  },
  { name: "mistral-large-latest", version: "mistral-large-2512", from: "2025-12-02", says: mistral },
  {
    name: "mistral-medium-latest",
    version: "mistral-medium-2505",
    from: "2025-05-07",
    until: "2025-08-12",
    says: mistral,
  },
  { name: "mistral-medium-latest", version: "mistral-medium-2508", from: "2025-08-12", says: mistral },
  { name: "open-mistral-nemo", version: "open-mistral-nemo-2407", says: mistral },
  { name: "grok-2", version: "grok-2-1212", says: xai },
  { name: "grok-2-latest", version: "grok-2-1212", says: xai },
  { name: "grok-4", version: "grok-4-0709", says: xai },
  { name: "grok-4-latest", version: "grok-4-0709", says: xai },
  { name: "grok-3-latest", version: "grok-3", says: xai },
  { name: "grok-3-mini-latest", version: "grok-3-mini", says: xai },
  {
    name: "qwen3-max",
    version: "qwen3-max-2025-09-23",
    from: "2025-09-23",
    says: "Alibaba Cloud Model Studio, model list (qwen3-max stable = qwen3-max-2025-09-23)",
  },
  { name: "qwen2-5-72b-instruct", version: "qwen2.5-72b-instruct", says: index },
  { name: "grok-3-beta", version: "grok-3", says: index },
  { name: "grok-3-mini-beta", version: "grok-3-mini", says: index },
  { name: "deepseek-v3p2", version: "deepseek-v3.2", says: index },
  { name: "kimi-k2p5", version: "kimi-k2.5", says: index },
  { name: "kimi-k2-0905-preview", version: "kimi-k2-instruct-0905", says: index },
  { name: "kimi-k2-0905", version: "kimi-k2-instruct-0905", says: index },
  { name: "kimi-k2-0711-preview", version: "kimi-k2-instruct", says: index },
];

const cloud = /^(?:[a-z]+\.)?(?:anthropic|meta|mistral|cohere|deepseek|openai|amazon)\./;
const effort = /(_(\d+k|high|low|medium|minimal|none|unknown|xhigh|max|thinking)| \(\d+k thinking\)|-web-?app)$/;

/**
 * A version's name without what does not change the model: the host before the last slash or as a cloud's prefix, a cloud's own suffix, the
 * reasoning effort or token budget, capitals and spaces. `openai/gpt-oss-120b_high` and `gpt-oss-120b` give the same.
 */
export function plainVersion(id: string): string {
  const name = id
    .slice(id.lastIndexOf("/") + 1)
    .trim()
    .toLowerCase()
    .replace(cloud, "");
  return name
    .replace(/(?<=\d)-v\d+:\d+$/, "")
    .replaceAll("@", "-")
    .replace(effort, "")
    .replaceAll(" ", "-");
}

/**
 * The exact model version that a name meant on a day, for joining prices with the capability index; null when the name is known to move
 * and its target on that day is not documented (names ending in `-latest`, undocumented days of a moving name).
 */
export function versionOn(id: string, day: string): string | null {
  const name = plainVersion(id);
  const aliases = modelAliases.filter((a) => a.name === name);
  if (aliases.length === 0) return name.endsWith("-latest") || name.endsWith("-preview-latest") ? null : name;
  return (
    aliases.find((a) => (a.from === undefined || a.from <= day) && (a.until === undefined || day < a.until))?.version ??
    null
  );
}

/** Days after `since` and before `until` on which the version behind a name changed, oldest first. */
export function aliasChanges(id: string, since: string, until: string): readonly string[] {
  const name = plainVersion(id);
  const days = modelAliases.flatMap((a) => (a.name === name ? [a.from, a.until] : []));
  return [...new Set(days)].flatMap((d) => (d !== undefined && d > since && d < until ? [d] : [])).sort();
}
