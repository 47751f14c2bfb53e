// Written by `npm run shelves`; do not edit.
import type { Signal } from "../terms/signal.ts";
import { signal as capexFiveCompanyCapex } from "./capex/five-company-capex.ts";
import { signal as capexHyperscalerCapex } from "./capex/hyperscaler-capex.ts";
import { signal as chainAcceleratorPower } from "./chain/accelerator-power.ts";
import { signal as chainSitePower } from "./chain/site-power.ts";
import { signal as convergenceAiLiftRobotics } from "./convergence/ai-lift-robotics.ts";
import { signal as convergenceAiShareBiology } from "./convergence/ai-share-biology.ts";
import { signal as convergenceAiShareRobotics } from "./convergence/ai-share-robotics.ts";
import { signal as convergenceBiologyRoboticsModels } from "./convergence/biology-robotics-models.ts";
import { signal as convergenceMedicalDevices } from "./convergence/medical-devices.ts";
import { signal as convergenceScienceShare } from "./convergence/science-share.ts";
import { signal as cycleAcceleratorRevenue } from "./cycle/accelerator-revenue.ts";
import { signal as cycleBatteryElectricShare } from "./cycle/battery-electric-share.ts";
import { signal as cycleComputerOrders } from "./cycle/computer-orders.ts";
import { signal as cycleComputerOutput } from "./cycle/computer-output.ts";
import { signal as cycleDataCentreConstruction } from "./cycle/data-centre-construction.ts";
import { signal as cycleSemiconductorOutput } from "./cycle/semiconductor-output.ts";
import { signal as cycleTsmcRevenue } from "./cycle/tsmc-revenue.ts";
import { signal as cycleWaveAdditions } from "./cycle/wave-additions.ts";
import { signal as economicsGpuHour } from "./economics/gpu-hour.ts";
import { signal as economicsOwnerRunningShare } from "./economics/owner-running-share.ts";
import { signal as economicsPowerPerCompute } from "./economics/power-per-compute.ts";
import { signal as economicsPriceAtCapability } from "./economics/price-at-capability.ts";
import { signal as retreatAnnouncedCharges } from "./retreat/announced-charges.ts";
import { signal as retreatCarmakerCapex } from "./retreat/carmaker-capex.ts";
import { signal as retreatEvShare } from "./retreat/ev-share.ts";
import { signal as retreatRedirectedCases } from "./retreat/redirected-cases.ts";
import { signal as retreatSeverity } from "./retreat/severity.ts";
import { signal as rotationAccountsRatio } from "./rotation/accounts-ratio.ts";
import { signal as rotationCapexToGdp } from "./rotation/capex-to-gdp.ts";
import { signal as rotationDataCentreHighwayRatio } from "./rotation/data-centre-highway-ratio.ts";
import { signal as rotationDataCentreShare } from "./rotation/data-centre-share.ts";
import { signal as rotationInformationProcessingInvestment } from "./rotation/information-processing-investment.ts";
import { signal as rotationRoadMakers } from "./rotation/road-makers.ts";
import { signal as rotationWideConstructionRatio } from "./rotation/wide-construction-ratio.ts";
import { signal as strainAcceleratorRents } from "./strain/accelerator-rents.ts";
import { signal as strainCapexToCashFlow } from "./strain/capex-to-cash-flow.ts";
import { signal as strainCommitmentsToCapex } from "./strain/commitments-to-capex.ts";
import { signal as strainCreditSpread } from "./strain/credit-spread.ts";
import { signal as strainDebtIssued } from "./strain/debt-issued.ts";
import { signal as strainFreeCashFlow } from "./strain/free-cash-flow.ts";
import { signal as strainSitePlans } from "./strain/site-plans.ts";
import { signal as successionCapabilityRecords } from "./succession/capability-records.ts";
import { signal as successionFrontierScore } from "./succession/frontier-score.ts";
import { signal as successionPaidUse } from "./succession/paid-use.ts";
import { signal as successionReleaseCadence } from "./succession/release-cadence.ts";
import { signal as successionTaskHorizon } from "./succession/task-horizon.ts";
import { signal as successionTrainingCompute } from "./succession/training-compute.ts";

/** Every component of every signal, by `signal/component`. */
export const signals: Readonly<Record<string, Signal>> = {
  "capex/five-company-capex": capexFiveCompanyCapex,
  "capex/hyperscaler-capex": capexHyperscalerCapex,
  "chain/accelerator-power": chainAcceleratorPower,
  "chain/site-power": chainSitePower,
  "convergence/ai-lift-robotics": convergenceAiLiftRobotics,
  "convergence/ai-share-biology": convergenceAiShareBiology,
  "convergence/ai-share-robotics": convergenceAiShareRobotics,
  "convergence/biology-robotics-models": convergenceBiologyRoboticsModels,
  "convergence/medical-devices": convergenceMedicalDevices,
  "convergence/science-share": convergenceScienceShare,
  "cycle/accelerator-revenue": cycleAcceleratorRevenue,
  "cycle/battery-electric-share": cycleBatteryElectricShare,
  "cycle/computer-orders": cycleComputerOrders,
  "cycle/computer-output": cycleComputerOutput,
  "cycle/data-centre-construction": cycleDataCentreConstruction,
  "cycle/semiconductor-output": cycleSemiconductorOutput,
  "cycle/tsmc-revenue": cycleTsmcRevenue,
  "cycle/wave-additions": cycleWaveAdditions,
  "economics/gpu-hour": economicsGpuHour,
  "economics/owner-running-share": economicsOwnerRunningShare,
  "economics/power-per-compute": economicsPowerPerCompute,
  "economics/price-at-capability": economicsPriceAtCapability,
  "retreat/announced-charges": retreatAnnouncedCharges,
  "retreat/carmaker-capex": retreatCarmakerCapex,
  "retreat/ev-share": retreatEvShare,
  "retreat/redirected-cases": retreatRedirectedCases,
  "retreat/severity": retreatSeverity,
  "rotation/accounts-ratio": rotationAccountsRatio,
  "rotation/capex-to-gdp": rotationCapexToGdp,
  "rotation/data-centre-highway-ratio": rotationDataCentreHighwayRatio,
  "rotation/data-centre-share": rotationDataCentreShare,
  "rotation/information-processing-investment": rotationInformationProcessingInvestment,
  "rotation/road-makers": rotationRoadMakers,
  "rotation/wide-construction-ratio": rotationWideConstructionRatio,
  "strain/accelerator-rents": strainAcceleratorRents,
  "strain/capex-to-cash-flow": strainCapexToCashFlow,
  "strain/commitments-to-capex": strainCommitmentsToCapex,
  "strain/credit-spread": strainCreditSpread,
  "strain/debt-issued": strainDebtIssued,
  "strain/free-cash-flow": strainFreeCashFlow,
  "strain/site-plans": strainSitePlans,
  "succession/capability-records": successionCapabilityRecords,
  "succession/frontier-score": successionFrontierScore,
  "succession/paid-use": successionPaidUse,
  "succession/release-cadence": successionReleaseCadence,
  "succession/task-horizon": successionTaskHorizon,
  "succession/training-compute": successionTrainingCompute,
};
