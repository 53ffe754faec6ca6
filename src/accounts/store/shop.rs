//! SQL of the shop's profile: one row.

use rusqlite::named_params;

use crate::accounts::opening_hours::Shop;
use crate::storage::{ReadConn, StorageError, WriteTx};

pub fn load(conn: &ReadConn) -> Result<Shop, StorageError> {
    let (mut shop, hours, special_days) = conn.one(
        "SELECT name, language, time_zone, address, phone, website, email, hours, special_days, rules, greeting
           FROM shop WHERE id = 1",
        [],
        |row| {
            let shop = Shop {
                name: row.get("name")?,
                language: row.get("language")?,
                time_zone: row.get("time_zone")?,
                address: row.get("address")?,
                phone: row.get("phone")?,
                website: row.get("website")?,
                email: row.get("email")?,
                hours: Vec::new(),
                special_days: Vec::new(),
                rules: row.get("rules")?,
                greeting: row.get("greeting")?,
            };
            Ok((shop, row.get::<_, String>("hours")?, row.get::<_, String>("special_days")?))
        },
    )?;
    shop.hours = serde_json::from_str(&hours)?;
    shop.special_days = serde_json::from_str(&special_days)?;
    Ok(shop)
}

pub fn save(tx: &WriteTx, shop: &Shop) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE shop SET name = :name, language = :language, time_zone = :time_zone, address = :address,
             phone = :phone, website = :website, email = :email, hours = :hours, special_days = :special_days,
             rules = :rules, greeting = :greeting
         WHERE id = 1",
        named_params! {
            ":name": shop.name,
            ":language": shop.language,
            ":time_zone": shop.time_zone,
            ":address": shop.address,
            ":phone": shop.phone,
            ":website": shop.website,
            ":email": shop.email,
            ":hours": serde_json::to_string(&shop.hours)?,
            ":special_days": serde_json::to_string(&shop.special_days)?,
            ":rules": shop.rules,
            ":greeting": shop.greeting,
        },
    )?;
    Ok(())
}
