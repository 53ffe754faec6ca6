// The nouns of the API under the names the screens use. Their shapes come from the server's own description:
// `npm run generate` writes types.gen.ts from docs/openapi.json, which `shopbell openapi` prints.
import type { components } from "./types.gen";

type Schemas = components["schemas"];

/** One page of a list that goes on behind a cursor. */
export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export type Me = Schemas["Me"];
export type MePatch = Schemas["MeChanges"];
export type Role = Schemas["Role"];
export type Permission = Schemas["Permission"];
export type ThemeChoice = Schemas["Theme"];
export type NewSetup = Schemas["SetupRequest"];
export type Credentials = Schemas["SignInRequest"];
export type Session = Schemas["SessionItem"];
export type SecurityNotice = Schemas["SecurityNotice"];
export type Person = Schemas["Person"];
export type OwnerLink = Schemas["PasswordLink"];
export type Token = Schemas["ApiToken"];
export type Shop = Schemas["Shop"];
export type OpeningHours = Schemas["OpeningHours"];
export type SpecialDays = Schemas["SpecialDays"];

export type AuditEntry = Schemas["AuditEntry"];
export type Job = Schemas["Job"];
export type JobState = Schemas["JobState"];
export type SeenScreenError = Schemas["SeenScreenError"];
export type Backup = Schemas["Backup"];
export type Home = Schemas["Home"];
export type Alert = Schemas["Alert"];
export type ChecklistItem = Schemas["StepId"];

export type ChatProvider = Schemas["ChatProvider"];
export type EmbeddingProvider = Schemas["EmbeddingProvider"];
export type RerankProvider = Schemas["RerankProvider"];
export type TranscriptionProvider = Schemas["TranscriptionProvider"];
export type LlmSettings = Schemas["LlmSettings"];
export type WebSearchChange = Schemas["WebSearchChange"];
export type WebSearchOutcome = Schemas["WebSearchOutcome"];
export type WebSearchSettings = Schemas["WebSearchSettings"];
export type WebSearchWay = Schemas["WebSearchWay"];
export type LlmChange = Schemas["LlmChange"];
export type RepliesSettings = Schemas["ReplySettings"];
export type HandOverRule = Schemas["HandOverRule"];
export type RuleCondition = Schemas["HandOverCondition"];
export type RuleSignal = RuleCondition["signal"];
export type RuleDeed = Schemas["HandOverDeed"];
export type RuleEffect = Schemas["HandOverPreview"];
export type ExamQuestion = Schemas["ExamQuestion"];
export type NewExamQuestion = Schemas["NewExamQuestion"];
export type ExamExpected = Schemas["ExamExpected"];
export type ExamRun = Schemas["ExamRun"];
export type ExamResults = Schemas["ExamResults"];
export type ExamSettings = Schemas["ExamSettings"];
export type NewExamCandidate = Schemas["NewExamCandidate"];
export type ExamComparison = Schemas["ExamComparison"];
export type ExamOutcome = Schemas["ExamOutcome"];
export type Walk = Schemas["Walk"];
export type WalkReport = Schemas["WalkReport"];
export type WalkStep = Schemas["WalkStep"];
export type WalkOutcome = Schemas["WalkOutcome"];
export type WalkSettings = Schemas["WalkSettings"];
export type RepeatOrder = Schemas["RepeatOrder"];
export type CustomerFact = Schemas["CustomerFact"];
export type ConversationSummary = Schemas["ConversationSummary"];
export type SummaryLines = Schemas["SummaryLines"];
export type ModelCosts = Schemas["ModelCosts"];
export type Personality = Required<Schemas["Personality"]>;
export type PromptView = Schemas["PromptView"];
export type AbSide = Schemas["AbSide"];
export type AbFigures = Schemas["AbFigures"];
export type AbTest = Schemas["AbTest"];
export type AbTests = Schemas["AbTests"];
export type Trial = Schemas["ReplyTrial"];
export type TrialModel = Schemas["ReplyTrialModel"];
export type TrialOutcome = Schemas["ReplyTrialOutcome"];
export type TrialVariant = Schemas["ReplyTrialVariant"];

/** A number that is kept, so it has an id. */
export type NumberConnection = Schemas["WhatsAppConnection"] & { id: string };
export type NewConnection = Schemas["NewWhatsAppConnection"];
export type Check = Schemas["WhatsAppCheck"];
export type CheckFact = Schemas["WhatsAppCheckFact"];
export type Cause = Schemas["WhatsAppCause"];
export type Inspection = Schemas["WhatsAppInspection"];
export type InspectedNumber = Schemas["WhatsAppInspectedNumber"];
export type OutboxMessage = Schemas["OutboxMessage"];
export type SendingError = Schemas["WhatsAppErrorWords"];

export type Template = Schemas["WhatsAppTemplate"];
export type TemplateStatus = Schemas["TemplateStatus"];
export type TemplateQuality = Schemas["TemplateQuality"];
export type TemplateButton = Schemas["TemplateButton"];
export type TemplateVariable = Schemas["TemplateVariable"];
export type TemplateStarter = Schemas["TemplateStarter"];
export type HeaderType = Schemas["TemplateHeaderKind"];
export type ButtonType = Schemas["TemplateButtonKind"];
/** A template being written: nothing is left out, so that every field can be shown. */
export type TemplateDraft = Schemas["NewTemplate"] & { buttons: TemplateButton[]; examples: Record<string, string>; submit: boolean };

export type Erasure = Schemas["Erasure"];
export type PrivacySettings = Schemas["PrivacySettings"];
export type Consent = Omit<Schemas["Consent"], "state"> & { state: "none" | "given" | "withdrawn" };
export type Evidence = Schemas["ConsentEvidence"];
export type ConsentSource = Schemas["ConsentSource"];
export type SuppressionScope = Schemas["SuppressionScope"];
export type SuppressionEntry = Schemas["SuppressedView"];

export type Prices = Schemas["Prices"];
export type Budget = Schemas["PriceBudget"];
export type Rates = Schemas["PriceRates"];
export type SpendingStage = Schemas["SpendingStage"];
export type PricedConversation = Schemas["PricedConversation"];

export type BroadcastState = Schemas["BroadcastState"];
export type RecipientState = Schemas["BroadcastRecipientState"];
export type Broadcast = Schemas["Broadcast"];
export type Recipient = Schemas["BroadcastRecipient"];
export type BroadcastPreview = Schemas["BroadcastPreview"];
export type NewBroadcast = Schemas["NewBroadcast"];
export type Segment = Schemas["Segment"];

export type Signal = Schemas["Signal"];
export type SignalTranslation = Schemas["SignalTranslation"];
export type SignalDraft = Schemas["SignalDraft"];
export type SignalScope = Schemas["SignalScope"];
export type SignalStatus = Schemas["SignalStatus"];
export type DismissReason = Schemas["DismissReason"];
export type SignalPurpose = Schemas["SignalPurpose"];
export type SignalWhat = Schemas["SignalWhat"];
export type SignalQuestion = Schemas["SignalQuestion"];
export type SignalEffect = Schemas["SignalEffect"];
export type SignalAutoSend = Schemas["SignalAutoSend"];
export type DetectorAutoSend = Schemas["DetectorAutoSend"];
export type OwnSignal = Schemas["OwnSignal"];
export type OwnSignalChange = Schemas["OwnSignalChange"];
export type OwnSignalDraft = Schemas["OwnSignalDraft"];
export type OwnSignalPreview = Schemas["OwnSignalPreview"];
export type Detector = Schemas["Detector"];
export type Order = Schemas["Order"];
export type OrderItem = Schemas["OrderItem"];
export type OrderState = Schemas["OrderState"];
export type OrderChange = Schemas["OrderChange"];
export type OrderTaken = Schemas["OrderTaken"];
export type OrderContact = Schemas["OrderContact"];
export type OrderProposal = Schemas["OrderProposal"];
export type MatchedBy = Schemas["MatchedBy"];
export type NewOrder = Schemas["NewOrder"];
export type OrdersSummary = Schemas["OrdersSummary"];
export type OrdersImported = Schemas["OrdersImported"];
export type OrdersImportProgress = Schemas["OrdersImportProgress"];
export type OrdersConnection = Schemas["OrdersConnection"];
export type NewOrdersConnection = Schemas["NewOrdersConnection"];
export type ShopKind = Schemas["ShopKind"];
export type ImportField = Schemas["ImportField"];
export type HistoryWanted = Schemas["HistoryWanted"];
export type OrdersCatalogue = Schemas["OrdersCatalogue"];
export type ProductsWanted = Schemas["ProductsWanted"];
export type FollowUp = Schemas["FollowUp"];
export type FollowUpKind = Schemas["FollowUpKind"];
export type FollowUpState = Schemas["FollowUpState"];
export type FollowUpRule = Schemas["FollowUpRule"];
export type FollowUpRuleShown = Schemas["FollowUpRuleShown"];
export type FollowUpSettings = Schemas["FollowUpSettings"];
export type FollowUpSettingsChange = Schemas["FollowUpSettingsChange"];
export type FollowUpTemplate = Schemas["FollowUpTemplate"];
export type Revenue = Schemas["Revenue"];
export type RevenueMonth = Schemas["RevenueMonth"];
export type RevenueFigure = Schemas["RevenueFigure"];

export type LedgerEvent = Schemas["LedgerEvent"];
export type LedgerState = Schemas["LedgerState"];

export type AiMode = Schemas["AiMode"];
export type Queue = Schemas["Queue"];
export type Counts = Schemas["Counts"];
export type Label = Schemas["Label"];
export type Author = Schemas["AuthorKind"];
export type MessageState = Schemas["MessageState"];
export type Source = Schemas["SourceRef"];
export type Conversation = Schemas["Conversation"];
export type ConversationDetail = Schemas["ConversationDetail"];
export type Message = Schemas["Message"];
export type MessageError = Schemas["MessageError"];
export type NewMessage = Schemas["NewMessage"];
export type Run = Schemas["Run"];

export type SourceKind = Schemas["SourceKind"];
export type KnowledgeSource = Schemas["Source"];
export type KnowledgeSourceDetail = Schemas["SourceDetail"];
export type Gap = Schemas["Gap"];
export type Disagreement = Schemas["Disagreement"];
export type DisagreementSide = Schemas["DisagreementSide"];
export type DisagreementWinner = Schemas["DisagreementWinner"];
export type SourceAnswer = Schemas["SourceAnswer"];
export type SourceUse = Schemas["SourceUse"];
export type SourceVersion = Schemas["SourceVersion"];
export type ShopReport = Schemas["ShopReport"];
export type SiteReport = Schemas["SiteReport"];
export type SitePage = Schemas["SitePage"];
export type SitePageState = Schemas["PageState"];
export type KnowledgeHit = Schemas["Hit"];
export type FaqPair = Schemas["Pair"];
export type PracticeCustomer = Schemas["PracticeCustomer"];
export type PracticeMessage = Schemas["PracticeMessage"];

export type NotificationSettings = Schemas["NotificationSettings"];
export type NotificationChange = Schemas["NotificationChange"];
export type NotificationDevice = Schemas["NotificationDevice"];
export type NotificationServers = Schemas["NotificationServers"];
export type NotificationOutcome = Schemas["NotificationTrialOutcome"];
export type MailSecurity = Schemas["MailSecurity"];
export type ToldNotice = Schemas["Notice"];
export type NoticeWent = Schemas["NoticeWent"];

export type FleetSite = Schemas["FleetSite"];
export type FleetSiteFault = Schemas["FleetSiteFault"];
export type FleetSiteState = Schemas["FleetSiteState"];
export type FleetToken = Schemas["FleetToken"];
export type MadeFleetToken = Schemas["MadeFleetToken"];
export type NewFleetSite = Schemas["NewFleetSite"];
export type FleetSiteChange = Schemas["FleetSiteChange"];
export type FleetOwnerChange = Schemas["FleetOwnerChange"];

export type Quality = Schemas["Quality"];
export type QualityFigures = Schemas["QualityFigures"];
export type QualityShare = Schemas["QualityShare"];
export type QualityTimes = Schemas["QualityTimes"];
export type QualityOf = Schemas["QualityOf"];
export type QualityFigure = Schemas["QualityFigure"];
export type QualityDimension = Schemas["QualityDimension"];
export type CountedTurn = Schemas["CountedTurn"];
export type RuleChange = Schemas["RuleChange"];
export type JudgedRun = Schemas["JudgedRun"];
export type VerdictKind = Schemas["VerdictKind"];
