// What a device is called, in the reader's language: the server says it in English, such as "Firefox on Windows".
import { useTranslation } from "react-i18next";

export function useDeviceName(): (device: string) => string {
  const { t } = useTranslation("settings");
  return (device) => {
    if (device === "Unknown device") return t("sessions.unknownDevice");
    const parts = /^([A-Z]\w+(?: Internet)?) on (\w+)$/.exec(device);
    return parts ? t("sessions.deviceOn", { browser: parts[1], system: parts[2] }) : device;
  };
}
