/** What is loaded together, and later: see usePopups. */
export { PickerCombobox } from "./PickerCombobox";
export { PointMenu } from "./PointMenu";
export { PopupMenu } from "./PopupMenu";
export { SearchCombobox } from "./SearchCombobox";
